using System.ComponentModel.DataAnnotations;
using Opsroom.Threads;

namespace Opsroom.Workflow;

/// <summary>Bounds of runs. A run keeps those it was started with.</summary>
public sealed class RunOptions
{
    public const string SectionName = "Runs";

    /// <summary>Model calls and tool calls that one run may make.</summary>
    [Range(1, 10_000)]
    public int Steps { get; set; } = 50;

    /// <summary>How long one run may take, in seconds.</summary>
    [Range(1, 86_400)]
    public int TimeoutSeconds { get; set; } = 600;

    /// <summary>How often the reflection may send an agent back to mend its result.</summary>
    [Range(0, 10)]
    public int RemediationRounds { get; set; } = 2;

    /// <summary>How many unusable answers in a row a model may give.</summary>
    [Range(1, 20)]
    public int ModelTries { get; set; } = 3;

    /// <summary>How long a server that stops waits for runs in progress, in seconds. What is not done then goes on at the next start.</summary>
    [Range(0, 3_600)]
    public int ShutdownSeconds { get; set; } = 20;

    /// <summary>What a run may use; null where nothing is limited.</summary>
    public RunBudgets? Budgets { get; set; }

    internal RunLimits Limits => new(Steps, TimeoutSeconds, RemediationRounds, ModelTries, Budgets);
}
