using Gateway.Configuration;
using Gateway.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Primitives;

namespace Gateway.Tests.Configuration;

/// <summary>A file of settings is as it was when it was last good, whatever becomes of it, and however often its sources are built anew.</summary>
public sealed class KeptJsonSourceTests : IDisposable
{
    private const string Secret = "a-secret-behind-the-fault";

    private readonly TempDirectory _folder = new();
    private readonly ConfigurationManager _configuration = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "appsettings.json");

    public void Dispose()
    {
        _configuration.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null null")]
    [InlineData("""{ "A": ture, "B": "a-secret-behind-the-fault" }""")]
    [InlineData("""{ "A": "\ud800" }""")] // half of a character, of which the parser throws another exception
    [InlineData("""{ "A": 1, "a": 2 }""")]
    [InlineData(null)] // deleted
    public void What_cannot_be_read_is_as_it_was_when_it_was_last_good(string? content)
    {
        Write("""{ "A": "first" }""");
        Read();
        _configuration.Sources.Insert(0, new MemoryConfigurationSource()); // which builds all of them anew
        Write("""{ "A": "second" }""");
        Reload();

        if (content is null)
            File.Delete(Path);
        else
            Write(content);
        Reload();
        _configuration.Sources.Insert(0, new MemoryConfigurationSource());

        _configuration["A"].ShouldBe("second");
        KeptJsonSource.HasUnreadable(_configuration).ShouldBeTrue();

        Write("""{ "A": "third" }""");
        Reload();
        _configuration["A"].ShouldBe("third");
        KeptJsonSource.HasUnreadable(_configuration).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_comes_later_is_read_and_until_it_is_good_it_holds_nothing()
    {
        Read();

        Write("{");
        Reload();
        _configuration["A"].ShouldBeNull();
        KeptJsonSource.HasUnreadable(_configuration).ShouldBeTrue();

        Write("""{ "A": "good" }""");
        Reload();
        _configuration["A"].ShouldBe("good");
        KeptJsonSource.HasUnreadable(_configuration).ShouldBeFalse();
    }

    [Fact]
    public void At_first_it_has_to_be_good_and_what_is_told_repeats_nothing_of_it()
    {
        Write($$"""{ "A": ture, "B": "{{Secret}}" }""");

        var error = Should.Throw<InvalidDataException>(Read);

        error.ToString().ShouldNotContain(Secret);
        error.GetBaseException().Message.ShouldBe("It cannot be read: line 1, byte 9.");
    }

    // As engines make one for a mount whose source is missing. Fails when it counts as a file that is not there.
    [Fact]
    public void A_directory_in_its_place_is_told_of_at_first_and_later_leaves_it_as_it_was()
    {
        Directory.CreateDirectory(Path);
        Should.Throw<FormatException>(Read).Message.ShouldBe("appsettings.json is a directory, and a file is expected.");

        Directory.Delete(Path);
        _configuration.Sources.Clear();
        Write("""{ "A": "first" }""");
        Read();
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        Reload();
        _configuration["A"].ShouldBe("first");
        KeptJsonSource.HasUnreadable(_configuration).ShouldBeTrue();
    }

    // Fails when the first look is believed, when a link's own bytes count, or when what was refused is read again at each look.
    [Fact]
    public void A_change_is_found_by_looking_once_two_looks_have_seen_the_same()
    {
        File.WriteAllText(Path + ".one", """{ "A": "first" }""");
        File.WriteAllText(Path + ".two", """{ "A": "second" }""");
        File.CreateSymbolicLink(Path, Path + ".one");
        Read(reloadOnChange: true);
        var told = 0;
        using var registration = ChangeToken.OnChange(((IConfiguration)_configuration).GetReloadToken, () => told++);

        File.Delete(Path);
        Look();
        File.CreateSymbolicLink(Path, Path + ".two");
        Look();
        (_configuration["A"], told).ShouldBe(("first", 0));
        Look();
        Look();
        (_configuration["A"], told).ShouldBe(("second", 1));

        Write("{");
        for (var i = 0; i < 4; i++)
            Look();
        (_configuration["A"], told).ShouldBe(("second", 2));
        File.Delete(Path);
        for (var i = 0; i < 4; i++)
            Look();
        (_configuration["A"], told).ShouldBe(("second", 3));
    }

    // Fails when what was refused counts as read although it is gone: each look would be a change, each second for ever.
    [Fact]
    public void A_file_that_came_later_was_never_good_and_has_gone_again_is_read_once_more_and_no_problem()
    {
        Read(reloadOnChange: true);
        Write("");
        for (var i = 0; i < 3; i++)
            Look();
        KeptJsonSource.HasUnreadable(_configuration).ShouldBeTrue();
        var told = 0;
        using var registration = ChangeToken.OnChange(((IConfiguration)_configuration).GetReloadToken, () => told++);

        File.Delete(Path);
        for (var i = 0; i < 5; i++)
            Look();

        told.ShouldBe(1);
        KeptJsonSource.HasUnreadable(_configuration).ShouldBeFalse();
    }

    [Fact]
    public void Where_changes_are_not_wanted_none_is_looked_for()
    {
        Write("""{ "A": "first" }""");
        Read(reloadOnChange: false);

        Write("""{ "A": "second" }""");
        Look();
        Look();

        _configuration["A"].ShouldBe("first");
    }

    private void Look()
    {
        foreach (var source in ((IConfigurationRoot)_configuration).Providers.OfType<IWatchedSource>())
            source.Look();
    }

    private void Read() => Read(reloadOnChange: false);

    private void Read(bool reloadOnChange)
    {
        _configuration.SetBasePath(_folder.Path);
        IConfigurationBuilder builder = new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true, reloadOnChange);
        builder.Properties.Clear();
        KeptJsonSource.Replace(builder.Sources, [$"--hostBuilder:reloadConfigOnChange={reloadOnChange}"]);
        _configuration.Sources.Add(builder.Sources.Single());
    }

    private void Write(string content) => File.WriteAllText(Path, content);

    private void Reload() => ((IConfigurationRoot)_configuration).Reload();
}
