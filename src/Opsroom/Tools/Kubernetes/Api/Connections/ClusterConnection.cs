using System.Net;
using System.Text;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>
/// Sends requests to one cluster. Credentials go to its configured host only, for redirects are not followed; answers are bounded in time and size; only reads are
/// tried again, because a write may have been made although its answer was lost. Credentials are read anew when their files change or the server refuses them.
/// </summary>
internal sealed class ClusterConnection(string cluster, ClusterSource source, KubernetesOptions options, TimeProvider time) : IDisposable
{
    private const int Attempts = 3;
    private const int LongestAnswer = 32 * 1024 * 1024;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim opening = new(1);
    private volatile ClusterLogin? current;

    public Task<KubeAnswer> SendAsync(KubeRequest request, CancellationToken cancellationToken) => SendAsync(request, ReadWholeAsync, cancellationToken);

    /// <summary>Sends a request whose answer is read as it comes; only its beginning has to come within <see cref="KubernetesOptions.RequestTimeout"/>.</summary>
    public Task<KubeAnswer> OpenAsync(KubeRequest request, CancellationToken cancellationToken) => SendAsync(request, ReadStreamAsync, cancellationToken);

    /// <summary>The cluster's address and credentials as configured now.</summary>
    public async Task<ToolResult<ClusterLogin>> LoginAsync(CancellationToken cancellationToken)
    {
        if (current is { IsOutdated: false } login)
        {
            return login;
        }

        await opening.WaitAsync(cancellationToken);
        try
        {
            if (current is { IsOutdated: false } meanwhile)
            {
                return meanwhile;
            }

            // a credential plugin may take its time; what was opened before is left to the requests that still use it
            var opened = await Task.Run(() => ClusterLogin.Open(source), CancellationToken.None).WaitAsync(options.RequestTimeout, time, cancellationToken);
            current = opened;
            return opened;
        }
        catch (KubeconfigException unusable)
        {
            return Faults(null).Unusable(unusable.Message);
        }
        catch (TimeoutException)
        {
            return Faults(null).Unusable("its credentials were not to be had within the time of Kubernetes:RequestTimeout");
        }
        finally
        {
            opening.Release();
        }
    }

    public void Dispose()
    {
        opening.Dispose();
        current?.Client.Dispose();
    }

    private async Task<KubeAnswer> SendAsync(KubeRequest request, Reader read, CancellationToken cancellationToken)
    {
        var renewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var opened = await LoginAsync(cancellationToken);
            if (opened.Value is not { } login)
            {
                return KubeAnswer.Of(opened.Failure!);
            }

            var answer = await TryAsync(login, request, read, cancellationToken);
            if (answer.Code == HttpStatusCode.Unauthorized && !renewed)
            {
                // a token that has just been renewed by others; what was refused was not done
                Interlocked.CompareExchange(ref current, null, login);
                renewed = true;
                continue;
            }

            if (!request.IsRead || attempt >= Attempts || answer.Wait is not { } wait || wait > LongestDelay)
            {
                return answer;
            }

            await Task.Delay(wait > TimeSpan.Zero ? wait : FirstDelay * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    private async Task<KubeAnswer> TryAsync(ClusterLogin login, KubeRequest request, Reader read, CancellationToken cancellationToken)
    {
        var faults = Faults(login);
        using var patience = new CancellationTokenSource(options.RequestTimeout, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var message = ToMessage(login, request);
            await login.SignAsync(message, given.Token);
            return await read(faults, request, await login.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, given.Token), given.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return KubeAnswer.Of(faults.TimedOut(request.Access, options.RequestTimeout));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return login.Trust.LastFault is { } fault
                ? KubeAnswer.Of(faults.Mistrusted(request.Access, fault))
                : KubeAnswer.Of(faults.NotReached(request.Access, exception)) with { Wait = TimeSpan.Zero };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // what renews tokens is the library's, and throws as it likes
            return KubeAnswer.Of(faults.Unusable(exception.Message));
        }
    }

    private async Task<KubeAnswer> ReadWholeAsync(KubeFaults faults, KubeRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            if (await ReadAsync(response.Content, cancellationToken) is not { } body)
            {
                return KubeAnswer.Of(faults.TooLong(request.Access, LongestAnswer)) with { IsTooLong = true };
            }

            if (!response.IsSuccessStatusCode)
            {
                return Refusal(faults, request, response, body);
            }

            return KubeStatus.Parse(body) is { } root
                ? new KubeAnswer { Reply = new(root, response.StatusCode == HttpStatusCode.Created, [.. response.Headers.Warning.Select(each => OutsideText.OneLine(each.Text.Trim('"')))]) }
                : KubeAnswer.Of(faults.NotKubernetes(request.Access));
        }
    }

    private async Task<KubeAnswer> ReadStreamAsync(KubeFaults faults, KubeRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                return Refusal(faults, request, response, await ReadAsync(response.Content, cancellationToken) ?? []);
            }
        }

        return new KubeAnswer { Stream = new KubeStream(response, await response.Content.ReadAsStreamAsync(cancellationToken), faults, request.Access) };
    }

    private KubeAnswer Refusal(KubeFaults faults, KubeRequest request, HttpResponseMessage response, byte[] body)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            return KubeAnswer.Of(faults.Redirected(request.Access));
        }

        var status = KubeStatus.Read(body, Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 1_000))));
        var wait = RetryAfter(response) ?? status.RetryAfter;
        return KubeAnswer.Of(faults.Refused(request, response.StatusCode, status, wait)) with
        {
            Code = response.StatusCode,
            Refusal = status,
            Wait = response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError ? wait ?? TimeSpan.Zero : null,
        };
    }

    private KubeFaults Faults(ClusterLogin? login) => new(cluster, source.Description, login?.Server);

    private static HttpRequestMessage ToMessage(ClusterLogin login, KubeRequest request)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(login.Server, request.Path)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", "opsroom");
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.MediaType);
        }

        return message;
    }

    /// <summary>The bytes, or null where they are more than is read.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var length and > 0)
        {
            if (kept.Length + length > LongestAnswer)
            {
                return null;
            }

            kept.Write(buffer, 0, length);
        }

        return kept.ToArray();
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private delegate Task<KubeAnswer> Reader(KubeFaults faults, KubeRequest request, HttpResponseMessage response, CancellationToken cancellationToken);
}
