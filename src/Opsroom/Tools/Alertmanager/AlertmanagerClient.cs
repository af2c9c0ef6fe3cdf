using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Opsroom.Tools.Outgoing;

namespace Opsroom.Tools.Alertmanager;

/// <summary>Asks Alertmanager by its API v2. What it answers is bounded in time, size and number.</summary>
internal sealed class AlertmanagerClient(AlertmanagerOptions options, TimeProvider time) : IDisposable
{
    private readonly QuestionClient client = new(QuestionClient.Credentials(options.BearerToken, options.Username, options.Password), options.RequestTimeout, time);

    public bool IsConfigured => options.IsConfigured;

    /// <summary>Alerts that are not resolved, muted ones as well, in its own groups.</summary>
    public Task<ToolResult<ManagedGroups>> GroupsAsync(CancellationToken cancellationToken) => AskAsync("api/v2/alerts/groups", AlertmanagerReader.Groups, cancellationToken);

    /// <summary>Alerts that are not resolved, muted ones as well. Those of groups that no receiver has are here only.</summary>
    public Task<ToolResult<ManagedAlerts>> AlertsAsync(CancellationToken cancellationToken) => AskAsync("api/v2/alerts", AlertmanagerReader.Alerts, cancellationToken);

    /// <summary>Silences, those that have expired left out.</summary>
    public Task<ToolResult<Silences>> SilencesAsync(CancellationToken cancellationToken) => AskAsync("api/v2/silences", AlertmanagerReader.Silences, cancellationToken);

    /// <summary>Its version, and how its cluster is.</summary>
    public Task<ToolResult<AlertmanagerStatus>> StatusAsync(CancellationToken cancellationToken) => AskAsync("api/v2/status", AlertmanagerReader.Status, cancellationToken);

    /// <summary>All alerts, as Alertmanager sent them.</summary>
    public Task<ToolResult<AnswerText>> AlertsAsSentAsync(CancellationToken cancellationToken) =>
        AskAsync("api/v2/alerts", body => body.ValueKind == JsonValueKind.Array ? new AnswerText(body.GetRawText()) : null, cancellationToken);

    public void Dispose() => client.Dispose();

    /// <param name="read">Gives null where the answer is none of Alertmanager's.</param>
    private async Task<ToolResult<T>> AskAsync<T>(string path, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        if (options.Url is null)
        {
            return AlertmanagerFaults.NotConfigured;
        }

        var address = new Uri(new Uri(options.Url.TrimEnd('/') + '/'), path);
        return await client.AskAsync(() => new HttpRequestMessage(HttpMethod.Get, address), cancellationToken) switch
        {
            Reply.Answer(HttpStatusCode.OK, var body) => ToAnswer(address, body, read),
            Reply.Answer(var status, var body) => AlertmanagerFaults.Refused(address, status, body),
            Reply.NotReached(var exception) => AlertmanagerFaults.NotReached(address, exception),
            Reply.TimedOut => AlertmanagerFaults.TimedOut(options.RequestTimeout),
            _ => AlertmanagerFaults.TooLong(QuestionClient.LongestAnswer),
        };
    }

    private static ToolResult<T> ToAnswer<T>(Uri address, byte[] body, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return read(json.RootElement) is { } answer ? answer : AlertmanagerFaults.NotAlertmanager(address, HttpStatusCode.OK);
        }
        catch (JsonException)
        {
            return AlertmanagerFaults.NotAlertmanager(address, HttpStatusCode.OK);
        }
    }
}

/// <param name="IsTruncated">Whether there were more than are kept.</param>
internal sealed record ManagedGroups(ImmutableArray<ManagedGroup> Groups, bool IsTruncated);

/// <param name="Labels">What its alerts are grouped by.</param>
/// <param name="Fingerprints">Of its alerts.</param>
internal sealed record ManagedGroup(ImmutableSortedDictionary<string, string> Labels, string Receiver, ImmutableArray<string> Fingerprints);

/// <param name="IsTruncated">Whether there were more than are kept.</param>
internal sealed record ManagedAlerts(ImmutableArray<ManagedAlert> Alerts, bool IsTruncated);

/// <param name="SilencedBy">Ids of silences.</param>
/// <param name="InhibitedBy">Fingerprints of alerts.</param>
internal sealed record ManagedAlert(
    string Fingerprint, ImmutableSortedDictionary<string, string> Labels, ImmutableSortedDictionary<string, string> Annotations, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    ImmutableArray<string> Receivers, ImmutableArray<string> SilencedBy, ImmutableArray<string> InhibitedBy);

internal sealed record Silences(ImmutableArray<Silence> All);

/// <param name="State"><c>active</c> or <c>pending</c>.</param>
/// <param name="Matchers">As PromQL writes them.</param>
internal sealed record Silence(string Id, string State, string CreatedBy, string Comment, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, ImmutableArray<string> Matchers);

/// <param name="Cluster"><c>ready</c>, <c>settling</c> or <c>disabled</c>.</param>
internal sealed record AlertmanagerStatus(string Version, string Cluster, int Peers);
