using System.Net;
using Opsroom.Knowledge.Pinecone;
using Opsroom.Server.Hosting;

namespace Opsroom.Server.Health;

/// <summary>Asks Pinecone whether the configured index is there, with the configured key. Without a key nobody is asked.</summary>
internal sealed class PineconeProbe(Settings settings, TimeProvider time) : IDisposable
{
    private const string NotConfigured = "not_configured";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PineconeOptions? options = settings.Knowledge.Pinecone;
    private readonly Lazy<HttpClient> http = new(() => new HttpClient { Timeout = Timeout.InfiniteTimeSpan });
    private volatile string latest = "unhealthy: it was not reached yet";

    public bool IsConfigured => options is not null;

    /// <summary><c>healthy</c>, <c>not_configured</c> or <c>unhealthy: …</c>, from the latest probe; asks nobody.</summary>
    public string Health => IsConfigured ? latest : NotConfigured;

    /// <summary>Throws only for cancellation.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (options is null)
        {
            return;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{options.ControlUrl.TrimEnd('/')}/indexes/{Uri.EscapeDataString(options.IndexName)}"));
            request.Headers.Add("Api-Key", options.ApiKey?.Reveal());
            request.Headers.Add("X-Pinecone-API-Version", PineconeOptions.ApiVersion);
            using var response = await http.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            latest = response.StatusCode switch
            {
                _ when response.IsSuccessStatusCode => "healthy",
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "unhealthy: the key was rejected (PINECONE_API_KEY)",
                HttpStatusCode.NotFound => "unhealthy: there is no such index (PINECONE_INDEX_NAME)",
                var status => $"unhealthy: it answered {(int)status}",
            };
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && fault is HttpRequestException or OperationCanceledException)
        {
            latest = patience.IsCancellationRequested ? "unhealthy: it does not answer" : "unhealthy: it cannot be reached";
        }
    }

    public void Dispose()
    {
        if (http.IsValueCreated)
        {
            http.Value.Dispose();
        }
    }
}
