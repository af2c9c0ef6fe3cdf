using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Clients;

/// <summary>Chooses what an example shows: a call that reads and needs no argument, where there is one.</summary>
internal static class ClientExample
{
    public static (PlannedGroup? Group, PlannedOperation? Operation) Choose(ClientPlan plan)
    {
        var candidates = plan.Groups.SelectMany(group => group.Operations.Select(operation => (Group: group, Operation: operation)))
            .Where(each => each.Operation.Operation.Body is null && !each.Operation.Parameters.Any(parameter => parameter.Parameter.IsRequired)).ToList();
        var best = candidates.Find(each => each.Operation.Operation is { Method: "GET", Result.Kind: BodyKind.Json, Paging: not null }) is { Group: not null } paged ? paged
            : candidates.Find(each => each.Operation.Operation is { Method: "GET", Result.Kind: BodyKind.Json }) is { Group: not null } read ? read
            : candidates.Find(each => each.Operation.Operation.Method == "GET");
        return (best.Group, best.Operation);
    }
}
