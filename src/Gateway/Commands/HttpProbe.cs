namespace Gateway.Commands;

/// <summary>Asks a server for anything, to see whether it answers and what time it thinks it is.</summary>
internal sealed class HttpProbe(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>How far its clock is ahead of ours (<c>Date</c>, RFC 9110 section 6.6.1, whole seconds), where it tells; or why there is no answer.</summary>
    public async Task<(TimeSpan? Ahead, string? Fault)> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (answer.Headers.Date - time.GetUtcNow(), null);
        }
        catch (HttpRequestException error)
        {
            return (null, $"{error.HttpRequestError}: {error.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"no answer within {Patience.TotalSeconds} s");
        }
    }

    public void Dispose() => _http.Dispose();
}
