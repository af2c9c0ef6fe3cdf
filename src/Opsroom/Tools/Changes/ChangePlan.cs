using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Changes;

/// <summary>What a call that changes something would do, found by looking and without changing anything.</summary>
/// <param name="Target">What it acts on.</param>
/// <param name="Resource">The object it changes, as a person names it: <c>Deployment/shop/checkout</c>.</param>
/// <param name="IntentVersion">The object's uid and generation, or a hash of the fields the call touches; never status. An approval is void once it is another one.</param>
/// <param name="Preview">What a person who decides is shown.</param>
public sealed record ChangePlan(ChangeTarget Target, string Resource, string IntentVersion, Preview Preview)
{
    /// <summary>The effect of this very call where it is more than the tool's least one; less is not believed.</summary>
    public Effect? Effect { get; init; }

    /// <summary>The call that would take it back; null where nothing can.</summary>
    public UndoCall? Undo { get; init; }

    /// <summary>The call's result where there is nothing to change: it is answered with this, nobody is asked and nothing is made. Null for any other call.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>Of a procedure: every call it may make, its rollback included. Approving the procedure covers these and nothing else.</summary>
    public ImmutableArray<PlannedCall> Children { get; init; } = [];
}

/// <summary>What a person is shown before they decide. It carries nothing that changes by itself, such as times.</summary>
/// <param name="Summary">One sentence: what will be different.</param>
/// <param name="Diff">A unified diff of what changes, where there is one.</param>
/// <param name="BlastRadius">What and whom it touches.</param>
/// <param name="Undo">How to take it back, or that it cannot be.</param>
/// <param name="Details">Anything else, structured: locks of a migration, replica counts.</param>
/// <param name="Error">Why the preview could not be made.</param>
public sealed record Preview(
    string Summary, string? Diff = null, string? BlastRadius = null, string? Undo = null, JsonElement? Details = null, string? Error = null);

/// <summary>A call that reverses another one. It goes through policy like any other.</summary>
public sealed record UndoCall(string Tool, JsonElement Arguments);

/// <summary>A call that a procedure may make.</summary>
/// <param name="Name">Unique in the procedure, the same again whenever it is planned: <c>canary-25</c>.</param>
/// <param name="Note">What it is for, as a person reads it.</param>
/// <param name="Rollback">Whether it takes back what the procedure did: once the procedure has begun it may be made also while the run is stopped or a freeze is on.</param>
public sealed record PlannedCall(string Name, string Tool, JsonElement Arguments, string? Note = null, bool Rollback = false);
