using System.Text.Json.Nodes;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>What is known of a run that was, or was not, killed on its way.</summary>
internal sealed class CrashedRun(string thread)
{
    public string Thread => thread;

    /// <summary>When the server was killed.</summary>
    public List<Moment> Kills { get; } = [];

    /// <summary>The durable events that a watcher was shown, over all its connections.</summary>
    public List<SseBlock> Shown { get; } = [];

    /// <summary>The same events as somebody sees them who comes when all is over.</summary>
    public List<SseBlock> Replayed { get; } = [];

    /// <summary>The raw journal when all is over.</summary>
    public List<JsonObject> Journal { get; } = [];

    /// <summary>What <c>/workflow/status</c> says when all is over.</summary>
    public JsonObject Status { get; set; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Plain => PlainJournal.BranchesOf(Journal, thread);

    /// <summary>The run's answer, without what differs from run to run.</summary>
    public string Answer => PlainJournal.WithoutIds(Status["result"]!.ToJsonString(), thread, (string)Events("run_started").Single()["run_id"]!);

    public IEnumerable<JsonObject> Events(string kind) => Journal.Where(@event => (string?)@event["kind"] == kind);

    /// <summary>Attempts that the deaths of processes left open.</summary>
    public IEnumerable<JsonObject> Abandoned(bool ofCalls)
    {
        var calls = Events("tool_requested").Select(Place).ToHashSet();
        return Events("attempt_abandoned").Where(mark => calls.Contains(Place(mark)) == ofCalls);
    }

    public override string ToString() => $"{thread} killed at {(Kills.Count == 0 ? "no moment" : string.Join(", ", Kills))}";

    private static (string?, string?) Place(JsonObject @event) => ((string?)@event["branch"], (string?)@event["step"]);
}
