using System.Collections.Concurrent;
using System.ComponentModel;
using Opsroom.Tools;

namespace Opsroom.Tests.Tools.Deployments.Executing;

/// <summary>A <c>verify_deployment</c> that finds what a test says.</summary>
internal sealed class ScriptedVerification
{
    /// <summary>What fails: the track, and the how manieth time it is verified, from 1.</summary>
    public Func<string, int, bool> Fails { get; set; } = (_, _) => false;

    /// <summary>What goes on while a track is verified.</summary>
    public Func<string, CancellationToken, Task> Meanwhile { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The tracks in the order in which they were verified.</summary>
    public ConcurrentQueue<string> Verified { get; } = new();

    [Tool("verify_deployment", Effect.Read)]
    [Description("Verifies as the test says.")]
    [ToolExample("""{"namespace": "shop", "name": "web", "track": "stable"}""")]
    public async Task<ScriptedVerdict> VerifyAsync(
        [Description("The namespace.")] string @namespace, [Description("The deployment.")] string name, [Description("The track.")] string track, CancellationToken cancellationToken)
    {
        Verified.Enqueue(track);
        await Meanwhile(track, cancellationToken);
        var failed = Fails(track, Verified.Count(other => other == track));
        return new ScriptedVerdict(!failed, failed ? $"5 % of the requests to the {track} of {@namespace}/{name} failed." : null, [new("readiness", "passed"), new("restarts", "passed"), new("error_ratio", "not_seen")]);
    }
}

public sealed record ScriptedVerdict(bool Passed, string? Reason, IReadOnlyList<ScriptedCheck> Checks);

public sealed record ScriptedCheck(string Check, string Status);
