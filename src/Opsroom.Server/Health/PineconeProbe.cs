using System.Net;
using Microsoft.Extensions.Configuration;

namespace Opsroom.Server.Health;

/// <summary>Asks Pinecone whether the configured index is there, with the configured key. Without a key nobody is asked.</summary>
internal sealed class PineconeProbe(IConfiguration configuration, TimeProvider time) : IDisposable
{
    private const string NotConfigured = "not_configured";
    private const string ControlPlane = "https://api.pinecone.io";
    private const string ApiVersion = "2025-01";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string? key = configuration["Pinecone:ApiKey"];
    private readonly Lazy<HttpClient> http = new(() => new HttpClient { Timeout = Timeout.InfiniteTimeSpan });
    private volatile string latest = "unhealthy: it was not reached yet";

    public bool IsConfigured => !string.IsNullOrWhiteSpace(key);

    /// <summary><c>healthy</c>, <c>not_configured</c> or <c>unhealthy: …</c>, from the latest probe; asks nobody.</summary>
    public string Health => IsConfigured ? latest : NotConfigured;

    /// <summary>Throws only for cancellation.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (!IsConfigured)
        {
            return;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address());
            request.Headers.Add("Api-Key", key);
            request.Headers.Add("X-Pinecone-API-Version", ApiVersion);
            using var response = await http.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            latest = response.StatusCode switch
            {
                _ when response.IsSuccessStatusCode => "healthy",
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "unhealthy: the key was rejected (PINECONE_API_KEY)",
                HttpStatusCode.NotFound => "unhealthy: there is no such index (PINECONE_INDEX_NAME)",
                var status => $"unhealthy: it answered {(int)status}",
            };
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && fault is HttpRequestException or OperationCanceledException or UriFormatException)
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

    private Uri Address()
    {
        var address = configuration["Pinecone:ControlUrl"] is { Length: > 0 } given ? given.TrimEnd('/') : ControlPlane;
        return new Uri(configuration["Pinecone:IndexName"] is { Length: > 0 } index ? $"{address}/indexes/{Uri.EscapeDataString(index)}" : $"{address}/indexes");
    }
}
