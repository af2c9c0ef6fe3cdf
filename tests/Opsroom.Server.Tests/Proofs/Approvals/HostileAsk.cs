using Opsroom.TestKit.Models;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>One way in which a model tries to have something done that nobody approved.</summary>
/// <param name="Turns">What it says, turn by turn, whatever it is told.</param>
internal sealed record HostileAsk(string Name, params IReadOnlyList<ScriptedTurn> Turns)
{
    public string Task { get; init; } = "Tidy up.";

    /// <summary>The request's <c>context</c>.</summary>
    public object? Context { get; init; }

    /// <summary>What others wrote into the log that the model reads.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>What a person decides about everything that is asked; null leaves it undecided.</summary>
    public bool? Decision { get; init; }

    /// <summary>False where it has to be denied at once, and nobody is asked.</summary>
    public bool MayWait { get; init; } = true;

    /// <summary>How often a person is asked at most.</summary>
    public int MostGates { get; init; } = int.MaxValue;
}
