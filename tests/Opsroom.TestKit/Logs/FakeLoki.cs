using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Opsroom.TestKit.Logs;

/// <summary>
/// A Loki on loopback: labels, values of a label, and queries of streams over a range, by Loki's HTTP API. It reads the query as Loki does, so that what is not escaped is refused or finds
/// something else, and has Loki's limits and its words for what is wrong.
/// </summary>
public sealed class FakeLoki : LoopbackServer
{
    private const int MostEntries = 5_000;

    private readonly Lock gate = new();
    private ImmutableList<FakeLokiLine> lines = [];

    private FakeLoki()
    {
    }

    /// <summary>The tenant that has the logs; null where Loki has only one.</summary>
    public string? Tenant { get; init; }

    public static async Task<FakeLoki> StartNewAsync(CancellationToken cancellationToken, string? tenant = null)
    {
        var loki = new FakeLoki { Tenant = tenant };
        await loki.StartAsync(cancellationToken);
        return loki;
    }

    /// <param name="labels">As <c>app=checkout, namespace=shop</c>.</param>
    /// <param name="own">Structured metadata of the line, in the same form.</param>
    public void Push(DateTimeOffset at, string labels, string line, string own = "")
    {
        lock (gate)
        {
            lines = lines.Add(new FakeLokiLine(at, Pairs(labels), line, Pairs(own)));
        }
    }

    protected override ServerAnswer Answer(SeenRequest request)
    {
        if (Tenant is not null && request.Headers.GetValueOrDefault("X-Scope-OrgID") != Tenant)
        {
            return new ServerAnswer(401, "text/plain", "no org id\n");
        }

        var parts = request.Path.Trim('/').Split('/');
        return parts switch
        {
            ["loki", "api", "v1", "labels"] => Names([.. In(request).SelectMany(line => line.Labels.Keys)]),
            ["loki", "api", "v1", "label", var label, "values"] => Names([.. In(request).Select(line => line.Labels.GetValueOrDefault(label)).OfType<string>()]),
            ["loki", "api", "v1", "query_range"] => Query(request),
            _ => new ServerAnswer(404, "text/plain", "404 page not found\n"),
        };
    }

    private ServerAnswer Query(SeenRequest request)
    {
        var most = int.Parse(request.Query.GetValueOrDefault("limit", "100"), CultureInfo.InvariantCulture);
        if (most > MostEntries)
        {
            return Wrong($"max entries limit per query exceeded, limit > max_entries_limit ({most} > {MostEntries})");
        }

        FakeLogQL query;
        try
        {
            query = FakeLogQL.Parse(request.Query.GetValueOrDefault("query", ""));
        }
        catch (FormatException wrong)
        {
            return Wrong(wrong.Message);
        }

        var found = In(request).Where(line => query.Matches(line.Labels, line.Line)).OrderBy(line => line.At);
        var kept = request.Query.GetValueOrDefault("direction", "backward") == "backward" ? found.Reverse().Take(most) : found.Take(most);
        var streams = kept.GroupBy(line => string.Join(',', line.Labels.OrderBy(label => label.Key).Select(label => $"{label.Key}={label.Value}"))).Select(stream => new
        {
            stream = stream.First().Labels,
            values = stream.Select(line => line.Own.IsEmpty ? new object[] { Nanoseconds(line.At), line.Line } : [Nanoseconds(line.At), line.Line, line.Own]),
        });
        return new ServerAnswer(200, "application/json", JsonSerializer.Serialize(new { status = "success", data = new { resultType = "streams", result = streams, stats = new { } } }));
    }

    private IEnumerable<FakeLokiLine> In(SeenRequest request)
    {
        var (start, end) = (Time(request.Query["start"]), Time(request.Query["end"]));
        lock (gate)
        {
            return lines.Where(line => line.At >= start && line.At < end);
        }
    }

    private static ServerAnswer Names(IEnumerable<string> names)
    {
        var known = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        // without any, Loki leaves data out
        return new ServerAnswer(200, "application/json", known.Length == 0 ? """{"status":"success"}""" : JsonSerializer.Serialize(new { status = "success", data = known }));
    }

    private static ServerAnswer Wrong(string why) => new(400, "text/plain; charset=utf-8", why + "\n");

    private static ImmutableDictionary<string, string> Pairs(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split('=', 2)).ToImmutableDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static string Nanoseconds(DateTimeOffset at) => ((at - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 100);

    private sealed record FakeLokiLine(DateTimeOffset At, ImmutableDictionary<string, string> Labels, string Line, ImmutableDictionary<string, string> Own);
}
