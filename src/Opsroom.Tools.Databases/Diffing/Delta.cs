using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>What is to be taken away, added and renamed of one kind of thing.</summary>
internal sealed record Delta<T>(ImmutableArray<T> Dropped, ImmutableArray<T> Added, ImmutableArray<(T From, T To)> Renamed)
{
    public bool IsEmpty => Dropped.IsEmpty && Added.IsEmpty && Renamed.IsEmpty;

    /// <summary>Pairs things of one definition, first those of the same name, then by their order; what has no partner is dropped or added.</summary>
    /// <param name="name">Null where a thing has none.</param>
    public static Delta<T> Between(IEnumerable<T> before, IEnumerable<T> to, Func<T, string> definition, Func<T, string?> name, StringComparer names)
    {
        var (left, right) = (before.ToList(), to.ToList());
        left.RemoveAll(one => right.FindIndex(other => definition(one) == definition(other) && names.Equals(name(one) ?? "", name(other) ?? "")) is >= 0 and var at && Take(right, at));
        var renamed = ImmutableArray.CreateBuilder<(T, T)>();
        foreach (var one in left.ToList())
        {
            if (right.FindIndex(other => definition(one) == definition(other)) is >= 0 and var at)
            {
                renamed.Add((one, right[at]));
                right.RemoveAt(at);
                left.Remove(one);
            }
        }

        return new Delta<T>([.. left], [.. right], renamed.ToImmutable());
    }

    /// <summary>Where nothing can be renamed: what would be is dropped and added.</summary>
    public Delta<T> WithoutRenames() => new([.. Dropped, .. Renamed.Select(pair => pair.From)], [.. Added, .. Renamed.Select(pair => pair.To)], []);

    private static bool Take(List<T> all, int at)
    {
        all.RemoveAt(at);
        return true;
    }
}
