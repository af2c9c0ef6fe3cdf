using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ClientNamespace;

/// <summary>One request, from which a message is made for each attempt.</summary>
internal sealed class ApiRequest(string method, string path)
{
    private readonly List<string> query = [];
    private readonly List<KeyValuePair<string, string>> headers = [];
    private readonly List<string> cookies = [];
    private readonly Dictionary<string, Func<Uri, HttpStatusCode, HttpResponseHeaders, string, ApiException>> errors = new(StringComparer.Ordinal);
    private Func<HttpContent>? content;

    public string Method => method;

    public bool IsIdempotent { get; init; }

    public string? Server { get; init; }

    public string? Accept { get; init; }

    /// <summary>Alternatives of security schemes, each a list of what is needed together.</summary>
    public string[][] Security { get; init; } = [];

    public ApiRequest Query<T>(string name, T value, string style = "form", bool explode = true, bool allowReserved = false)
    {
        ApiText.AddQuery(query, name, ApiJson.Element(value), style, explode, allowReserved);
        return this;
    }

    public ApiRequest Header<T>(string name, T value)
    {
        if (value is not null)
        {
            headers.Add(new(name, ApiText.Simple(ApiJson.Element(value), explode: false)));
        }

        return this;
    }

    public ApiRequest Cookie<T>(string name, T value)
    {
        if (value is not null)
        {
            cookies.Add($"{name}={Uri.EscapeDataString(ApiText.Simple(ApiJson.Element(value), explode: false))}");
        }

        return this;
    }

    public ApiRequest Json<T>(T body, string mediaType)
    {
        if (body is not null)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options);
            content = () => Bytes(bytes, mediaType);
        }

        return this;
    }

    public ApiRequest Text(string? body, string mediaType)
    {
        if (body is not null)
        {
            content = () => Bytes(Encoding.UTF8.GetBytes(body), mediaType);
        }

        return this;
    }

    public ApiRequest Binary(byte[]? body, string mediaType)
    {
        if (body is not null)
        {
            content = () => Bytes(body, mediaType);
        }

        return this;
    }

    public ApiRequest Form<T>(T body)
    {
        if (body is not null)
        {
            var pairs = Fields(ApiJson.Element(body)).Select(field => KeyValuePair.Create(field.Name, ApiText.Of(field.Value))).ToList();
            content = () => new FormUrlEncodedContent(pairs);
        }

        return this;
    }

    /// <param name="body">The form; its files are sent as <paramref name="files"/>.</param>
    /// <param name="files">Name and bytes of each file.</param>
    public ApiRequest Multipart<T>(T body, params (string Name, byte[]? Content)[] files)
    {
        if (body is null)
        {
            return this;
        }

        var names = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var fields = Fields(ApiJson.Element(body)).Where(field => !names.Contains(field.Name)).ToList();
        content = () =>
        {
            var form = new MultipartFormDataContent();
            foreach (var (name, value) in fields)
            {
                form.Add(new StringContent(ApiText.Of(value)), Quoted(name));
            }

            foreach (var (name, bytes) in files)
            {
                if (bytes is not null)
                {
                    form.Add(Bytes(bytes, "application/octet-stream"), Quoted(name), Quoted(name));
                }
            }

            return form;
        };
        return this;
    }

    /// <summary>What the body of an error is: of one status, of a class such as 4XX, or of any other (default).</summary>
    public ApiRequest Error<T>(string status)
    {
        errors[status] = (url, code, received, body) => JsonSerializer.Deserialize<T>(body, ApiJson.Options) is { } error
            ? new ApiException<T>(method, url, code, received, body, error)
            : new ApiException(method, url, code, received, body);
        return this;
    }

    public void AddQuery(string name, string value) => query.Add($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");

    public HttpRequestMessage ToMessage(string address, ApiAuthorization authorization)
    {
        // the link to a next page may repeat a key
        var keys = authorization.Query.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var all = query.Where(pair => !keys.Contains(NameOf(pair))).Concat(authorization.Query).ToList();
        var message = new HttpRequestMessage(new HttpMethod(method), address + path + (all.Count > 0 ? "?" + string.Join('&', all) : "")) { Content = content?.Invoke() };
        foreach (var (name, value) in headers.Concat(authorization.Headers))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        var jar = cookies.Concat(authorization.Cookies).ToList();
        if (jar.Count > 0)
        {
            message.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", jar));
        }

        if (Accept is not null)
        {
            message.Headers.TryAddWithoutValidation("Accept", Accept);
        }

        return message;
    }

    /// <summary>Makes this the request for the next page, as a header tells it: the query of a link, or the next value of a parameter. False where it tells of none.</summary>
    public bool MoveOn(string told, string? parameter)
    {
        List<string>? next = parameter is not null
            ? told.Length > 0 ? [.. query.Where(pair => NameOf(pair) != Uri.EscapeDataString(parameter)), $"{Uri.EscapeDataString(parameter)}={Uri.EscapeDataString(told)}"] : null
            : ApiText.NextLink(told)?.Split('#')[0].Split('?', 2).Skip(1).SelectMany(pairs => pairs.Split('&', StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (next is null || next.SequenceEqual(query))
        {
            return false;
        }

        query.Clear();
        query.AddRange(next);
        return true;
    }

    public ApiException ToException(Uri url, HttpResponseMessage response, string body)
    {
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (errors.TryGetValue(status, out var make) || errors.TryGetValue(status[0] + "XX", out make) || errors.TryGetValue("default", out make))
        {
            try
            {
                return make(url, response.StatusCode, response.Headers, body);
            }
            catch (JsonException)
            {
                // an error that is not as documented is still the error
            }
        }

        return new ApiException(method, url, response.StatusCode, response.Headers, body);
    }

    private static ByteArrayContent Bytes(byte[] bytes, string mediaType)
    {
        var made = new ByteArrayContent(bytes);
        made.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return made;
    }

    private static IEnumerable<(string Name, JsonElement Value)> Fields(JsonElement form)
    {
        foreach (var field in form.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            foreach (var value in field.Value.ValueKind == JsonValueKind.Array ? [.. field.Value.EnumerateArray()] : new[] { field.Value })
            {
                yield return (field.Name, value);
            }
        }
    }

    private static string NameOf(string pair) => pair.Split('=', 2)[0];

    private static string Quoted(string name) => $"\"{name.Replace("\"", "%22", StringComparison.Ordinal).ReplaceLineEndings("")}\"";
}

internal sealed record ApiAuthorization(List<KeyValuePair<string, string>> Headers, List<string> Query, List<string> Cookies)
{
    /// <summary>The schemes that were used.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
