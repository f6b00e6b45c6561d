namespace Gateway.Tests.StandIns;

/// <summary>
/// A member that a package calls and a stand-in lacks shows itself only when the call is made. So the package's own list of references is
/// compared, each time. With the real packages (UseStandIns=false) the same comparison holds.
/// </summary>
public sealed class StandInReferencesTests
{
    [Theory]
    [InlineData("StackExchange.Redis", "Pipelines.Sockets.Unofficial")]
    [InlineData("Serilog.AspNetCore", "Serilog.Extensions.Hosting")]
    public void Everything_a_package_names_of_its_dependency_is_there(string package, string dependency)
    {
        var named = ReferencedApi.Of(Beside(package), dependency);
        var offered = OfferedApi.Of(Beside(dependency));

        named.ShouldContain(reference => reference.Member != null, "nothing was read, so nothing was compared");
        named.Where(reference => !offered.Has(reference)).ShouldBeEmpty();
    }

    private static string Beside(string assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");
}
