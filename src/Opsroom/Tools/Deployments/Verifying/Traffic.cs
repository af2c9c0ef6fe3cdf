namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>The requests of some time.</summary>
/// <param name="Errors">Null where no label tells the outcome.</param>
/// <param name="Latency">Null where durations are not measured.</param>
internal sealed record Traffic(long Requests, long? Errors, LatencyHistogram? Latency)
{
    public double? ErrorRatio => Requests > 0 ? (double?)Errors / Requests : null;
}

/// <summary>The requests of a track beside those that it is compared with.</summary>
/// <param name="Source">The series they were counted by.</param>
/// <param name="BaselineName">What the baseline is, in words.</param>
internal sealed record TrafficComparison(string Source, Traffic Track, Traffic? Baseline, string BaselineName);
