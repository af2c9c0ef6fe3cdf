using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Go;

/// <summary>Finds the structs that would hold themselves by value, for which a pointer is needed.</summary>
internal sealed class GoCycles
{
    private readonly HashSet<string> left = new(StringComparer.Ordinal);

    public GoCycles(Contract contract)
    {
        var edges = contract.Types.OfType<ObjectType>().ToDictionary(
            type => type.Name,
            type => type.Properties.Where(property => property.IsRequired && !contract.Resolve(property.Type).IsNullable).Select(property => contract.Definition(property.Type)).OfType<ObjectType>()
                .Select(target => target.Name).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Peel(edges);
        left.UnionWith(edges.Keys);
    }

    /// <summary>Whether a field of one by value may lead back to it.</summary>
    public bool IsWithin(ObjectType owner, NamedType? target) => target is ObjectType && left.Contains(owner.Name) && left.Contains(target.Name);

    /// <summary>Takes away all that holds nothing, until only what is in a circle, or leads to one, is there.</summary>
    private static void Peel(Dictionary<string, HashSet<string>> edges)
    {
        var holders = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (from, targets) in edges)
        {
            foreach (var to in targets)
            {
                (holders.TryGetValue(to, out var known) ? known : holders[to] = []).Add(from);
            }
        }

        var empty = new Queue<string>(edges.Where(edge => edge.Value.Count == 0).Select(edge => edge.Key));
        while (empty.TryDequeue(out var name))
        {
            edges.Remove(name);
            foreach (var holder in holders.GetValueOrDefault(name, []))
            {
                if (edges.TryGetValue(holder, out var targets) && targets.Remove(name) && targets.Count == 0)
                {
                    empty.Enqueue(holder);
                }
            }
        }
    }
}
