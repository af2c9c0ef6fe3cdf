using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Opsroom.TestKit.Webhooks;

/// <summary>A receiver of webhooks on loopback. It checks signatures by itself, as the Standard Webhooks say, and answers what a test chooses.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock gate = new();
    private ImmutableArray<ReceivedNotice> received = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        application = builder.Build();
        application.Run(ReceiveAsync);
    }

    /// <summary>Where notices go to.</summary>
    public Uri Url => new(new Uri(application.Urls.First()), "/hooks/opsroom?token=in-the-address");

    /// <summary>What the sender is configured with.</summary>
    public string Secret => "whsec_" + Convert.ToBase64String(key);

    /// <summary>Answers a request: sets status and headers, or waits.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = Accept;

    /// <summary>Every attempt so far, in order.</summary>
    public IReadOnlyList<ReceivedNotice> Received
    {
        get
        {
            lock (gate)
            {
                return received;
            }
        }
    }

    /// <summary>Settings that name it.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Webhooks:0:Url"] = Url.ToString(), ["Webhooks:0:Secret"] = Secret };

    public static async Task<WebhookReceiver> StartNewAsync(CancellationToken cancellationToken)
    {
        var receiver = new WebhookReceiver();
        await receiver.application.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Takes a notice.</summary>
    public static Task Accept(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>An answer with a status, and perhaps a header.</summary>
    public static Func<HttpContext, Task> Refuse(int status, string? header = null, string? value = null) => context =>
    {
        context.Response.StatusCode = status;
        if (header is not null)
        {
            context.Response.Headers[header] = value;
        }

        return Task.CompletedTask;
    };

    /// <summary>Never answers.</summary>
    public static Task Hold(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

    /// <summary>Completes when there were that many attempts.</summary>
    public async Task<IReadOnlyList<ReceivedNotice>> WaitForAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (received.Length >= count)
                {
                    return received;
                }

                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (id, timestamp) = (context.Request.Headers["webhook-id"].ToString(), context.Request.Headers["webhook-timestamp"].ToString());
        var notice = new ReceivedNotice(
            id, long.Parse(timestamp, CultureInfo.InvariantCulture), context.Request.Path + context.Request.QueryString,
            IsGenuine(context.Request.Headers["webhook-signature"].ToString(), $"{id}.{timestamp}.", body.ToArray()), Encoding.UTF8.GetString(body.ToArray()));
        lock (gate)
        {
            received = received.Add(notice);
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await Answer(context);
    }

    private bool IsGenuine(string signatures, string head, byte[] body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(head));
        hmac.AppendData(body);
        var expected = hmac.GetHashAndReset();
        return signatures.Split(' ').Any(signature =>
            signature.StartsWith("v1,", StringComparison.Ordinal) && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(signature[3..]), expected));
    }
}

/// <summary>One attempt.</summary>
/// <param name="Timestamp">In seconds since 1970.</param>
/// <param name="IsGenuine">Whether the signature is what it should be.</param>
public sealed record ReceivedNotice(string Id, long Timestamp, string Target, bool IsGenuine, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");
}
