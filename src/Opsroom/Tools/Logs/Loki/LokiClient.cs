using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Outgoing;

namespace Opsroom.Tools.Logs.Loki;

/// <summary>A line of a stream, with the stream's labels and its own.</summary>
internal sealed record LokiLine(DateTimeOffset At, string Line, ImmutableArray<KeyValuePair<string, string>> Labels);

/// <summary>What Loki answered.</summary>
internal sealed record LokiLines(ImmutableArray<LokiLine> Lines);

/// <summary>Names of labels, or values of one.</summary>
internal sealed record LokiNames(ImmutableArray<string> Names);

/// <summary>Asks Loki.</summary>
internal sealed class LokiClient : IDisposable
{
    private const int MostNames = 10_000;

    private static readonly BackendFaults Faults = new("Loki", LokiOptions.Section, LokiOptions.Setting, "Loki:BearerToken, or Loki:Username and Loki:Password, or Loki:TenantId,");

    private readonly LokiOptions options;
    private readonly QuestionClient client;

    public LokiClient(LokiOptions options, TimeProvider time)
    {
        this.options = options;
        client = new QuestionClient(QuestionClient.Credentials(options.BearerToken, options.Username, options.Password), options.RequestTimeout, time);
    }

    public bool IsConfigured => options.IsConfigured;

    public string? ServiceLabel => options.ServiceLabel;

    /// <summary>The labels that streams of a time have.</summary>
    public Task<ToolResult<LokiNames>> LabelsAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        AskAsync("loki/api/v1/labels", [("start", Nanoseconds(from)), ("end", Nanoseconds(until))], ReadNames, cancellationToken);

    /// <summary>The values of a label.</summary>
    /// <param name="label">One that <see cref="LogQL.IsLabel"/>.</param>
    public Task<ToolResult<LokiNames>> ValuesAsync(string label, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        AskAsync($"loki/api/v1/label/{label}/values", [("start", Nanoseconds(from)), ("end", Nanoseconds(until))], ReadNames, cancellationToken);

    /// <summary>The newest lines of a time that a query finds.</summary>
    /// <param name="logql">Made by <see cref="LogQL"/>.</param>
    public Task<ToolResult<LokiLines>> QueryAsync(string logql, DateTimeOffset from, DateTimeOffset until, int most, CancellationToken cancellationToken) => AskAsync(
        "loki/api/v1/query_range",
        [("query", logql), ("start", Nanoseconds(from)), ("end", Nanoseconds(until)), ("limit", most.ToString(CultureInfo.InvariantCulture)), ("direction", "backward")],
        ReadLines, cancellationToken);

    public void Dispose() => client.Dispose();

    private async Task<ToolResult<T>> AskAsync<T>(string path, (string Name, string Value)[] parameters, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var place = new Uri(new Uri(options.Url!.TrimEnd('/') + '/'), path);
        var query = string.Join('&', parameters.Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value)}"));
        var reply = await client.AskAsync(() => Question(new Uri(place + "?" + query)), cancellationToken);
        if (reply is not Reply.Answer answer)
        {
            return Faults.Of(reply, place, options.RequestTimeout);
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            return Faults.Refused(place, answer, Said(answer.Body));
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("status", out var status) && status.ValueEquals("success") && read(json.RootElement) is { } found
                ? found
                : Faults.Stranger(place, answer.Status);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return Faults.Stranger(place, answer.Status);
        }
    }

    private HttpRequestMessage Question(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (options.TenantId is { } tenant)
        {
            request.Headers.Add("X-Scope-OrgID", tenant);
        }

        return request;
    }

    /// <summary>Loki's errors are plain text; those of a gateway may be a page, which says nothing.</summary>
    private static string? Said(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return text.StartsWith('<') ? null : text;
    }

    private static LokiNames? ReadNames(JsonElement answer) =>
        // without any there is no data
        !answer.TryGetProperty("data", out var data) || data.ValueKind == JsonValueKind.Null ? new LokiNames([])
        : data.ValueKind == JsonValueKind.Array ? new LokiNames([.. data.EnumerateArray().Take(MostNames).Select(each => each.GetString()!)])
        : null;

    private static LokiLines? ReadLines(JsonElement answer)
    {
        if (!answer.TryGetProperty("data", out var data) || !data.TryGetProperty("resultType", out var type) || !type.ValueEquals("streams"))
        {
            return null;
        }

        var lines = ImmutableArray.CreateBuilder<LokiLine>();
        foreach (var stream in data.GetProperty("result").EnumerateArray())
        {
            var labels = Labels(stream.GetProperty("stream"));
            foreach (var value in stream.GetProperty("values").EnumerateArray())
            {
                var own = value.GetArrayLength() > 2 && value[2].ValueKind == JsonValueKind.Object ? LabelsOfLine(value[2]) : [];
                lines.Add(new LokiLine(Time(value[0].GetString()!), value[1].GetString()!, own.IsEmpty ? labels : labels.AddRange(own)));
            }
        }

        lines.Sort((one, other) => one.At.CompareTo(other.At));
        return new LokiLines(lines.ToImmutable());
    }

    /// <summary>What belongs to one line only: structured metadata, plain or by its kind.</summary>
    private static ImmutableArray<KeyValuePair<string, string>> LabelsOfLine(JsonElement own) =>
    [
        .. Labels(own),
        .. own.TryGetProperty("structuredMetadata", out var more) && more.ValueKind == JsonValueKind.Object ? Labels(more) : [],
        .. own.TryGetProperty("parsed", out more) && more.ValueKind == JsonValueKind.Object ? Labels(more) : [],
    ];

    private static ImmutableArray<KeyValuePair<string, string>> Labels(JsonElement labels) =>
        [.. labels.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String).Select(label => new KeyValuePair<string, string>(label.Name, label.Value.GetString()!))];

    private static DateTimeOffset Time(string nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);

    private static string Nanoseconds(DateTimeOffset moment) =>
        ((moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);
}
