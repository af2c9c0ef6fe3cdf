using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.TestKit.Outside;

public sealed partial class OutsideTools
{
    /// <summary>A procedure: one child for each object, and for each of them one that takes it back.</summary>
    [Tool("outside_rollout", Effect.Change, Plan = nameof(PlanRolloutAsync), Result = typeof(RolledOut))]
    [Description("Sets several objects one after the other, and takes all back where one fails or the run is stopped.")]
    [ToolExample("""{"names": ["alpha", "beta"], "value": "new"}""")]
    public static ProcedureMove Rollout(
        [Description("The objects, in order.")] IReadOnlyList<string> names, [Description("The value.")] string value, ProcedureState state)
    {
        var answered = names.Select(name => (Name: name, Call: state.Find($"set-{name}"))).ToList();
        var done = answered.Where(child => child.Call is { Succeeded: true }).Select(child => child.Name).ToList();
        if (done.Count < names.Count && (state.Stopping is not null || answered.Any(child => child.Call is { Succeeded: false })))
        {
            return done.Find(name => state.Find($"back-{name}") is null) is { } back
                ? ProcedureMove.Call($"back-{back}")
                : ProcedureMove.Finish(new RolledOut(value, [], RolledBack: true));
        }

        return names.FirstOrDefault(name => state.Find($"set-{name}") is null) is { } next
            ? ProcedureMove.Call($"set-{next}")
            : ProcedureMove.Finish(new RolledOut(value, [.. done], RolledBack: false));
    }

    public async Task<ToolResult<ChangePlan>> PlanRolloutAsync(IReadOnlyList<string> names, string value, CancellationToken cancellationToken)
    {
        var children = ImmutableArray.CreateBuilder<PlannedCall>();
        var intents = new List<string>();
        foreach (var name in names)
        {
            var read = await outside.ReadAsync(name, cancellationToken);
            if (read.Value is not { } found)
            {
                return read.Failure!;
            }

            intents.Add(found.Intent);
            children.Add(new PlannedCall($"set-{name}", "outside_set", Arguments(name, value)));
            children.Add(new PlannedCall($"back-{name}", "outside_set", Arguments(name, found.Value), "only where another one fails", Rollback: true));
        }

        return new ChangePlan(
            new ChangeTarget(System, names[0]), $"Objects/{string.Join('+', names)}", string.Join('|', intents), new Preview($"{string.Join(", ", names)} become {value}."))
        {
            Children = children.ToImmutable(),
        };

        static JsonElement Arguments(string name, string value) => JsonSerializer.SerializeToElement(new { name, value });
    }
}

/// <param name="Names">The objects that were set and stayed so.</param>
public sealed record RolledOut(string Value, IReadOnlyList<string> Names, bool RolledBack);
