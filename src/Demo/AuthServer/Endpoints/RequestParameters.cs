using Microsoft.Extensions.Primitives;

namespace Demo.AuthServer.Endpoints;

/// <summary>Reads what OAuth allows a browser to send either way: in the query of a GET or in the form of a POST.</summary>
internal static class RequestParameters
{
    public static async Task<IReadOnlyDictionary<string, StringValues>> ReadParametersAsync(this HttpRequest request)
    {
        IEnumerable<KeyValuePair<string, StringValues>> parameters = request switch
        {
            { Method: "GET" } => request.Query,
            { HasFormContentType: true } => await request.ReadFormAsync(request.HttpContext.RequestAborted),
            _ => [],
        };
        return parameters.ToDictionary(StringComparer.Ordinal);
    }
}
