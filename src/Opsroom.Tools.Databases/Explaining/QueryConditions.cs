using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>How a column is compared.</summary>
internal enum ComparisonKind
{
    Equality,
    Range,

    /// <summary>LIKE with a beginning that is known.</summary>
    Prefix,

    /// <summary>LIKE that begins with a wildcard.</summary>
    Wildcard,
}

/// <param name="Function">The function that the column goes through, where it does.</param>
internal sealed record Comparison(string Table, string Column, ComparisonKind Kind, string? Function = null);

/// <summary>A column that a query sorts by.</summary>
internal sealed record SortedBy(string Table, string Column, bool IsDescending);

/// <summary>What a query asks of its tables, as far as its words tell.</summary>
/// <param name="Tables">From the name that the query gives them to their own.</param>
/// <param name="Joins">Pairs of columns that are compared with each other.</param>
/// <param name="Offset">The number behind OFFSET.</param>
internal sealed record QueryConditions(
    ImmutableDictionary<string, string> Tables, ImmutableArray<Comparison> Comparisons, ImmutableArray<(Comparison One, Comparison Other)> Joins, ImmutableArray<SortedBy> Order, bool HasOr, bool HasLimit, long? Offset);
