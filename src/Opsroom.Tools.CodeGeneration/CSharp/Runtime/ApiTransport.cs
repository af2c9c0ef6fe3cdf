using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace ClientNamespace;

/// <summary>Sends requests: credentials, timeouts, retries and errors.</summary>
internal sealed class ApiTransport(
    HttpClient http, ApiClientOptions options, string? address, IReadOnlyDictionary<string, ApiSecurityScheme> schemes, IReadOnlyDictionary<string, ApiCredential?> credentials) : IDisposable
{
    private readonly Dictionary<string, (string Token, DateTimeOffset ExpiresAt)> tokens = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim fetching = new(1, 1);

    /// <summary>Sends a request whose answer has no body that matters.</summary>
    public async Task SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendCoreAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request and reads the answer as JSON; nothing where there is no body.</summary>
    public async Task<T> SendAsync<T>(ApiRequest request, CancellationToken cancellationToken)
    {
        var bytes = await SendForBytesAsync(request, cancellationToken).ConfigureAwait(false);
        return bytes.Length == 0 ? default! : JsonSerializer.Deserialize<T>(bytes, ApiJson.Options)!;
    }

    /// <summary>Sends a request and reads the answer as text.</summary>
    public async Task<string> SendForTextAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendCoreAsync(request, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request and reads the answer as bytes.</summary>
    public async Task<byte[]> SendForBytesAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendCoreAsync(request, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request, and again for each further page that a header of the answer tells of: by a link, or by the next value of a parameter.</summary>
    public async IAsyncEnumerable<T> SendForPagesAsync<T>(ApiRequest request, string header, string? parameter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string told;
        do
        {
            using var response = await SendCoreAsync(request, cancellationToken).ConfigureAwait(false);
            told = response.Headers.TryGetValues(header, out var values) ? string.Join(", ", values) : "";
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (bytes.Length > 0)
            {
                yield return JsonSerializer.Deserialize<T>(bytes, ApiJson.Options)!;
            }
        }
        while (request.MoveOn(told, parameter));
    }

    public void Dispose() => fetching.Dispose();

    private async Task<HttpResponseMessage> SendCoreAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var to = (options.BaseUrl ?? request.Server ?? address)?.TrimEnd('/') ?? throw new InvalidOperationException("BaseUrl is not set: the API names no address of its own.");
        var attempts = (request.IsIdempotent ? options.MaxRetries : 0) + 1;
        var isRenewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var authorization = await AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
            using var message = request.ToMessage(to, authorization);
            foreach (var (name, value) in options.Headers)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }

            HttpResponseMessage response;
            try
            {
                response = await SendOnceAsync(message, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception broken) when (attempt < attempts && broken is HttpRequestException or TimeoutException)
            {
                await Task.Delay(DelayOf(attempt), cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && !isRenewed && Forget(authorization.Names))
                {
                    isRenewed = true;
                    attempt--;
                    continue;
                }

                var wait = RetryAfter(response) ?? DelayOf(attempt);
                if (attempt >= attempts || !IsRetried((int)response.StatusCode) || wait > options.MaxRetryDelay)
                {
                    var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                    throw request.ToException(message.RequestUri!, response, body);
                }

                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        try
        {
            var response = await http.SendAsync(message, HttpCompletionOption.ResponseContentRead, timeout.Token).ConfigureAwait(false);
            for (var hops = 0; hops < ApiRedirect.Max && ApiRedirect.Next(message, response) is { } next; hops++)
            {
                response.Dispose();
                message = next;
                response = await http.SendAsync(message, HttpCompletionOption.ResponseContentRead, timeout.Token).ConfigureAwait(false);
            }

            return response;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer came within {options.Timeout}.");
        }
    }

    /// <summary>Takes the first alternative for which all credentials are there; sends none where none is.</summary>
    private async Task<ApiAuthorization> AuthorizeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var names = request.Security.FirstOrDefault(needed => needed.All(name => credentials.GetValueOrDefault(name) is not null)) ?? [];
        var made = new ApiAuthorization([], [], []) { Names = names };
        foreach (var name in names)
        {
            var (scheme, credential) = (schemes[name], credentials[name]!);
            if (credential is { Pair: var (user, password), IsClient: false })
            {
                made.Headers.Add(new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));
                continue;
            }

            var value = credential.IsClient ? await TokenAsync(name, scheme, credential, cancellationToken).ConfigureAwait(false) : await credential.Provider!(cancellationToken).ConfigureAwait(false);
            switch (scheme.Kind)
            {
                case ApiSecurityKind.Header:
                    made.Headers.Add(new(scheme.Name, value));
                    break;
                case ApiSecurityKind.Query:
                    made.Query.Add($"{Uri.EscapeDataString(scheme.Name)}={Uri.EscapeDataString(value)}");
                    break;
                case ApiSecurityKind.Cookie:
                    made.Cookies.Add($"{scheme.Name}={Uri.EscapeDataString(value)}");
                    break;
                default:
                    made.Headers.Add(new("Authorization", "Bearer " + value));
                    break;
            }
        }

        return made;
    }

    private bool Forget(IReadOnlyList<string> names)
    {
        lock (tokens)
        {
            return names.Count(tokens.Remove) > 0;
        }
    }

    private async Task<string> TokenAsync(string name, ApiSecurityScheme scheme, ApiCredential credential, CancellationToken cancellationToken)
    {
        await fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (tokens)
            {
                if (tokens.TryGetValue(name, out var known) && known.ExpiresAt > DateTimeOffset.UtcNow)
                {
                    return known.Token;
                }
            }

            var (token, expiresAt) = await FetchAsync(scheme, credential, cancellationToken).ConfigureAwait(false);
            lock (tokens)
            {
                tokens[name] = (token, expiresAt);
            }

            return token;
        }
        finally
        {
            fetching.Release();
        }
    }

    private async Task<(string Token, DateTimeOffset ExpiresAt)> FetchAsync(ApiSecurityScheme scheme, ApiCredential credential, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if ((credential.Scopes ?? scheme.Scopes) is { Count: > 0 } scopes)
        {
            form["scope"] = string.Join(' ', scopes);
        }

        var url = credential.TokenUrl ?? scheme.TokenUrl;
        var (id, secret) = credential.Pair!.Value;
        var target = Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal) ? absolute
            : new Uri(new Uri((options.BaseUrl ?? address)!.TrimEnd('/') + "/"), url);
        using var message = new HttpRequestMessage(HttpMethod.Post, target) { Content = new FormUrlEncodedContent(form) };
        message.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}")));
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        using var response = await SendOnceAsync(message, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new ApiException("POST", target, response.StatusCode, response.Headers, body);
        }

        using var answer = JsonDocument.Parse(body);
        var seconds = answer.RootElement.TryGetProperty("expires_in", out var lifetime) && lifetime.TryGetInt64(out var given) ? given : 300;
        // renewed a little early, so that it does not expire on its way
        return (answer.RootElement.GetProperty("access_token").GetString()!, DateTimeOffset.UtcNow.AddSeconds(Math.Max(0, seconds - 30)));
    }

    private TimeSpan DelayOf(int attempt)
    {
        var longest = Math.Min(options.RetryDelay.TotalMilliseconds * Math.Pow(2, attempt - 1), options.MaxRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    private static bool IsRetried(int status) => status is 408 or 425 or 429 or 500 or 502 or 503 or 504;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };
}
