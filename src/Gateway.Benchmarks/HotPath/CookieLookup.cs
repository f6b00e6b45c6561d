using BenchmarkDotNet.Attributes;
using Gateway.Devices;
using Microsoft.Extensions.Options;

namespace Gateway.Benchmarks.HotPath;

/// <summary>Finding the device cookie alone, and behind others.</summary>
public class CookieLookup
{
    private readonly DeviceCookie _cookie = new(Options.Create(new DevicesOptions()));
    private readonly HttpRequest _request = new DefaultHttpContext().Request;

    /// <summary>Other cookies before ours.</summary>
    [Params(0, 3, 20)]
    public int OtherCookies { get; set; }

    /// <summary>Writes the header.</summary>
    [GlobalSetup]
    public void Write() =>
        _request.Headers.Cookie = string.Join("; ", Enumerable.Range(0, OtherCookies).Select(i => $"cookie{i}=value{i}").Append($"device_id={DeviceId.New().Reveal()}"));

    /// <summary>One look.</summary>
    [Benchmark]
    public int Find() => _cookie.Find(_request).Length;
}
