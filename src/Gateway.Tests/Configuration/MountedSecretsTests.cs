using Gateway.Configuration;
using Gateway.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Configuration;

/// <summary>Settings from files, while these are written, exchanged, emptied and taken away.</summary>
public sealed class MountedSecretsTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly MountedSecrets _secrets;
    private readonly IConfigurationRoot _configuration;
    private int _told;

    public MountedSecretsTests()
    {
        Write("Gateway__Admin__Key", "one\n");
        Write("Gateway__Events__Webhook__Secret", "two");
        _secrets = new MountedSecrets(_directory.Path);
        _configuration = new ConfigurationBuilder().Add(_secrets).Build();
        _configuration.GetReloadToken().RegisterChangeCallback(_ => _told++, null);
    }

    private string? Key => _configuration["Gateway:Admin:Key"];

    private string? Secret => _configuration["Gateway:Events:Webhook:Secret"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_files_name_is_the_key_and_its_text_without_the_last_newline_the_value() => (Key, Secret).ShouldBe(("one", "two"));

    // Fails when the first look is believed.
    [Fact]
    public void A_change_counts_once_two_looks_have_seen_the_same()
    {
        Write("Gateway__Admin__Key", "new, but ha");
        _secrets.Look();
        Write("Gateway__Admin__Key", "new, but half of it was there");
        _secrets.Look();
        (Key, _told).ShouldBe(("one", 0));

        _secrets.Look();
        (Key, Secret, _told).ShouldBe(("new, but half of it was there", "two", 1));
        _secrets.Look();
        _told.ShouldBe(1);
    }

    // As Kubernetes exchanges them: each file is a link through ..data, which is a link to the directory of the moment.
    [Fact]
    public void Links_that_are_exchanged_are_seen()
    {
        foreach (var file in Directory.GetFiles(_directory.Path))
            File.Delete(file);
        Directory.CreateDirectory(Path.Combine(_directory.Path, "..one"));
        Directory.CreateDirectory(Path.Combine(_directory.Path, "..two"));
        Write("..one/Gateway__Admin__Key", "first");
        Write("..two/Gateway__Admin__Key", "second");
        Link("..data", "..one");
        Link("Gateway__Admin__Key", "..data/Gateway__Admin__Key");
        LookTwice();
        Key.ShouldBe("first");

        File.Delete(Path.Combine(_directory.Path, "..data"));
        Link("..data", "..two");
        LookTwice();
        Key.ShouldBe("second");
    }

    [Fact]
    public void A_file_that_is_empty_or_unreadable_is_as_it_was_and_another_one_still_changes()
    {
        Write("Gateway__Admin__Key", "");
        Write("Gateway__Events__Webhook__Secret", "changed");
        LookTwice();
        (Key, Secret, _told).ShouldBe(("one", "changed", 1));
        Faults().ShouldHaveSingleItem().ShouldEndWith("Gateway__Admin__Key is empty");

        File.Delete(Path.Combine(_directory.Path, "Gateway__Admin__Key"));
        Link("Gateway__Admin__Key", "nowhere");
        LookTwice();
        Key.ShouldBe("one");
        Faults().ShouldHaveSingleItem().ShouldContain("Gateway__Admin__Key cannot be read: ");
    }

    // Fails when only values are compared: what was refused because of the problem would never be taken.
    [Fact]
    public void The_end_of_a_problem_is_told_of()
    {
        Write("Gateway__Admin__Key", "");
        LookTwice();
        var told = 0;
        _configuration.GetReloadToken().RegisterChangeCallback(_ => told++, null);

        Write("Gateway__Admin__Key", "one");
        LookTwice();
        (Key, told).ShouldBe(("one", 1));
        Faults().ShouldBeEmpty();
    }

    // Fails when the directory itself is watched: the watch ends with it.
    [Fact]
    public void While_the_directory_is_away_all_is_as_it_was_and_a_new_one_is_read()
    {
        Directory.Delete(_directory.Path, recursive: true);
        LookTwice();
        (Key, Secret).ShouldBe(("one", "two"));

        Directory.CreateDirectory(_directory.Path);
        Write("Gateway__Admin__Key", "three");
        LookTwice();
        (Key, Secret).ShouldBe(("three", null));
    }

    [Fact]
    public void Two_files_of_one_key_are_a_fault()
    {
        Write("GATEWAY__ADMIN__KEY", "other");

        LookTwice();

        Key.ShouldBe("one");
        Faults().ShouldHaveSingleItem().ShouldContain("is there twice");
    }

    private IEnumerable<string> Faults() => new SecretsOptions { Directory = _directory.Path }.Check("Gateway:Secrets").Select(fault => fault.Message);

    private void LookTwice()
    {
        _secrets.Look();
        _secrets.Look();
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.Path, name), text);

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_directory.Path, name), target);
}
