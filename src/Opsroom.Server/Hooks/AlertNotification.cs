using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Opsroom.Server.Requests;

namespace Opsroom.Server.Hooks;

/// <summary>The body of an Alertmanager's webhook, version 4, as Alertmanager names its fields.</summary>
/// <param name="Version"><c>4</c>.</param>
/// <param name="GroupKey">Names the group.</param>
/// <param name="Status"><c>firing</c> or <c>resolved</c>.</param>
/// <param name="TruncatedAlerts">How many alerts the Alertmanager left out.</param>
public sealed record AlertmanagerRequest(
    [property: JsonPropertyName("groupKey")] string GroupKey, string Status, ImmutableArray<AlertmanagerAlert> Alerts, string? Version = null, string? Receiver = null,
    [property: JsonPropertyName("groupLabels")] JsonElement? GroupLabels = null, [property: JsonPropertyName("commonLabels")] JsonElement? CommonLabels = null,
    [property: JsonPropertyName("commonAnnotations")] JsonElement? CommonAnnotations = null, [property: JsonPropertyName("externalURL")] string? ExternalUrl = null,
    [property: JsonPropertyName("truncatedAlerts")] int TruncatedAlerts = 0);

/// <summary>One alert of a notification.</summary>
/// <param name="StartsAt">Since when it fires.</param>
/// <param name="EndsAt">When it ended; year 1 while it fires.</param>
/// <param name="Fingerprint">Identifies its labels.</param>
public sealed record AlertmanagerAlert(
    [property: JsonPropertyName("startsAt")] DateTimeOffset StartsAt, string? Status = null, JsonElement? Labels = null, JsonElement? Annotations = null,
    [property: JsonPropertyName("endsAt")] DateTimeOffset? EndsAt = null, [property: JsonPropertyName("generatorURL")] string? GeneratorUrl = null, string? Fingerprint = null);

/// <summary>A notification as it is used here: bounded, and with every alert identified.</summary>
/// <param name="GroupKey">Names the group for as long as the routing of the Alertmanager stays as it is.</param>
/// <param name="Firing">Whether anything of it fires.</param>
/// <param name="Truncated">Alerts that were left out, by the Alertmanager or here.</param>
internal sealed record AlertNotification(
    string GroupKey, bool Firing, string Receiver, string ExternalUrl, ImmutableSortedDictionary<string, string> CommonLabels,
    ImmutableSortedDictionary<string, string> CommonAnnotations, ImmutableArray<NotifiedAlert> Alerts, long Truncated)
{
    private const int MostAlerts = 64;
    private const int LongestName = 400;

    private static readonly TextRule KeyRule = new() { MinLength = 1, MaxLength = 16 * 1024 };
    private static readonly TextRule VersionRule = new() { Values = ["4"] };
    private static readonly TextRule StatusRule = new() { Values = ["firing", "resolved"] };
    private static readonly TextRule AnyText = new();

    /// <summary>Reads a body. What is wrong stands in <paramref name="fields"/>.</summary>
    public static AlertNotification Read(RequestFields fields)
    {
        fields.Text("version", VersionRule);
        var key = fields.Text("groupKey", KeyRule, required: true) ?? "";
        var firing = fields.Text("status", StatusRule, required: true) == "firing";
        var items = fields.Objects("alerts", MostAlerts, out var count);
        ImmutableArray<NotifiedAlert> alerts = [.. items.Select(item => NotifiedAlert.Read(item, firing)).OfType<NotifiedAlert>()];
        return new AlertNotification(
            key, firing, Cut(fields.Text("receiver", AnyText)), Cut(fields.Text("externalURL", AnyText)), NotifiedAlert.TextsOf(fields.Object("commonLabels")),
            NotifiedAlert.TextsOf(fields.Object("commonAnnotations")), alerts, (fields.Whole("truncatedAlerts", 0, long.MaxValue / 2) ?? 0) + count - items.Count);
    }

    private static string Cut(string? text) => text is null ? "" : text.Length <= LongestName ? text : text[..LongestName];
}

/// <summary>One alert of a notification, bounded.</summary>
/// <param name="Fingerprint">Identifies its labels.</param>
/// <param name="StartsAt">Since when it fires; with the fingerprint it names this very firing.</param>
internal sealed partial record NotifiedAlert(
    bool Firing, string Fingerprint, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, ImmutableSortedDictionary<string, string> Labels, ImmutableSortedDictionary<string, string> Annotations)
{
    private const int MostTexts = 40;
    private const int LongestName = 200;
    private const int LongestText = 1_000;

    private static readonly TextRule StatusRule = new() { Values = ["firing", "resolved"] };
    private static readonly TextRule AnyText = new();

    /// <summary>Names this firing, as part of a file name.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Fingerprint}-{StartsAt.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}");

    /// <param name="groupFires">What it does where it does not say so itself.</param>
    public static NotifiedAlert? Read(RequestFields fields, bool groupFires)
    {
        var status = fields.Text("status", StatusRule);
        var labels = TextsOf(fields.Object("labels"));
        var starts = TimeOf(fields, "startsAt", required: true);
        var ends = TimeOf(fields, "endsAt", required: false);
        var fingerprint = fields.Text("fingerprint", AnyText);
        return starts is not { } onset ? null : new NotifiedAlert(
            status is null ? groupFires : status == "firing", fingerprint is not null && Hexadecimal().IsMatch(fingerprint) ? fingerprint : FingerprintOf(labels), onset,
            // an alert that fires has year 1 as its end
            ends is { Year: > 1 } ? ends : null, labels, TextsOf(fields.Object("annotations")));
    }

    /// <summary>The texts of an object, bounded; what is no text is left out.</summary>
    public static ImmutableSortedDictionary<string, string> TextsOf(JsonElement? value) => value is not { ValueKind: JsonValueKind.Object } given
        ? ImmutableSortedDictionary<string, string>.Empty
        : given.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String && property.Name.Length <= LongestName).Take(MostTexts)
            .GroupBy(property => property.Name, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(same => same.Key, same => Cut(same.Last().Value.GetString()!), StringComparer.Ordinal);

    private static string Cut(string text) => text.Length <= LongestText ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…");

    private static DateTimeOffset? TimeOf(RequestFields fields, string name, bool required)
    {
        if (fields.Text(name, AnyText, required) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUniversalTime();
        }

        fields.Refuse("datetime_from_date_parsing", name, "Input should be a valid datetime");
        return null;
    }

    private static string FingerprintOf(ImmutableSortedDictionary<string, string> labels) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u0001', labels.Select(label => $"{label.Key}\u0002{label.Value}")))))[..16];

    [GeneratedRegex("^[0-9a-f]{1,64}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Hexadecimal();
}
