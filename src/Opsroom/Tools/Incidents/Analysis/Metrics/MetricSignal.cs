namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>What a metric's height says, whatever system gave it.</summary>
internal enum MetricSignal
{
    Unknown,

    /// <summary>How long answers take.</summary>
    Latency,

    /// <summary>Failures: a rate, a count or a share of all.</summary>
    Errors,

    /// <summary>The share, the rate or the count of what succeeds.</summary>
    Success,

    /// <summary>Demand: requests, messages, sessions.</summary>
    Traffic,

    /// <summary>Something that should be there is: targets up, healthy hosts, ready replicas.</summary>
    Availability,

    /// <summary>Checks that fail and hosts that are not healthy: more than none is bad.</summary>
    Failing,

    /// <summary>Processes that ended and were started again.</summary>
    Restarts,

    /// <summary>A resource in use, as a share of what there is.</summary>
    Usage,

    /// <summary>A resource in use, as an amount whose limit stands elsewhere.</summary>
    Used,

    /// <summary>What is left of a resource.</summary>
    Free,

    /// <summary>How much there can be of a resource.</summary>
    Limit,

    /// <summary>Work that waits.</summary>
    Backlog,

    /// <summary>How far a copy is behind.</summary>
    ReplicationLag,

    /// <summary>How long something is still valid.</summary>
    Expiry,

    /// <summary>What was held back: CPU, requests over a quota.</summary>
    Throttling,

    /// <summary>Packets lost, sent again or refused.</summary>
    NetworkLoss,

    /// <summary>Rows that a database reads to find those it was asked for.</summary>
    RowsScanned,

    /// <summary>The share of answers that a cache gives.</summary>
    HitRatio,

    /// <summary>How far a clock is off.</summary>
    ClockOffset,

    /// <summary>How long a process stands still to collect garbage.</summary>
    Pauses,

    /// <summary>Sessions that wait for locks, and deadlocks.</summary>
    Locks,
}

/// <summary>What is used up.</summary>
internal enum MetricResource
{
    None,
    Cpu,
    Memory,
    Disk,
    Inodes,
    Connections,
    Workers,
    FileDescriptors,
    Processes,
    InputOutput,
    Network,
    Queue,
    Quota,
    Transactions,
    Replicas,
    Certificate,
    Addresses,
}

/// <param name="IsShare">Whether its values are shares of one (or of a hundred).</param>
/// <param name="Words">Name, query and labels in one way of writing, for further looks.</param>
internal sealed record MetricMeaning(MetricSignal Signal, MetricResource Resource, bool IsShare, string Words)
{
    /// <summary>What users feel themselves.</summary>
    public bool IsUserFacing => Signal is MetricSignal.Latency or MetricSignal.Errors or MetricSignal.Success;
}
