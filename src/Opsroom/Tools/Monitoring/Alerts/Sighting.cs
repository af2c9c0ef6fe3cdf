using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Monitoring.Alerts;

/// <summary>An alert as one source has it, or several of them.</summary>
internal sealed record Sighting(ImmutableSortedDictionary<string, string> Labels, AlertStatus State)
{
    /// <summary>Set by those who send for several servers that see the same.</summary>
    private static readonly string[] ReplicaLabels = ["prometheus_replica", "__replica__"];

    public string Fingerprint { get; init; } = FingerprintOf(Labels);

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public double? Value { get; init; }

    public string? Query { get; init; }

    public int? StartsLastDay { get; init; }

    public ImmutableArray<string> Sources { get; init; } = [];

    public ImmutableArray<string> SilencedBy { get; init; } = [];

    public ImmutableArray<string> InhibitedBy { get; init; } = [];

    public string Name => Labels.GetValueOrDefault("alertname") ?? "";

    public bool IsMuted => !SilencedBy.IsEmpty || !InhibitedBy.IsEmpty;

    /// <summary>The labels without those that only say which of several equal servers sent it.</summary>
    public ImmutableSortedDictionary<string, string> Identity => Labels.RemoveRange(ReplicaLabels);

    /// <summary>
    /// As Prometheus and Alertmanager make it: FNV-1a over names and values in order, each ended by a byte that no text has.
    /// </summary>
    public static string FingerprintOf(ImmutableSortedDictionary<string, string> labels)
    {
        const ulong Prime = 1_099_511_628_211;
        var sum = 14_695_981_039_346_656_037;
        foreach (var text in labels.SelectMany(label => new[] { label.Key, label.Value }))
        {
            foreach (var part in Encoding.UTF8.GetBytes(text).Append(byte.MaxValue))
            {
                sum = (sum ^ part) * Prime;
            }
        }

        return sum.ToString("x16", CultureInfo.InvariantCulture);
    }
}
