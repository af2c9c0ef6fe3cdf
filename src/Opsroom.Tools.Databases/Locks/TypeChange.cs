using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>What PostgreSQL does with the rows when the type of a column changes.</summary>
internal enum TypeChangeCost
{
    /// <summary>Only the catalog changes.</summary>
    Free,

    /// <summary>Free from a type of the same family; else every row is written anew.</summary>
    FreeFromItsKin,

    /// <summary>Every row is written anew, and the indexes with it.</summary>
    Rewrites,
}

/// <summary>Which changes of types are free: as <c>ATColumnChangeRequiresRewrite</c> decides and the casts say.</summary>
internal static class TypeChange
{
    private static readonly ImmutableHashSet<string> WithPrecision = ["timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone", "interval"];

    public static TypeChangeCost Of(ColumnType? from, SetType change, Version version, bool isUtc)
    {
        var to = change.Type;
        if (change.Using is { } expression && !IsPlain(expression, change.Column))
        {
            return TypeChangeCost.Rewrites;
        }

        if (from is null)
        {
            return to is { Dimensions: 0, Arguments: [] } && to.Name is "text" or "character varying" or "numeric" or "inet" or "bit varying" ? TypeChangeCost.FreeFromItsKin : TypeChangeCost.Rewrites;
        }

        if (from.Dimensions != to.Dimensions || (change.Collation is not null && to.Name is not ("text" or "character varying")))
        {
            return TypeChangeCost.Rewrites;
        }

        return IsFree(from, to, version, isUtc) ? TypeChangeCost.Free : TypeChangeCost.Rewrites;
    }

    private static bool IsFree(ColumnType from, ColumnType to, Version version, bool isUtc)
    {
        if (from.Name != to.Name)
        {
            return (from.Name, to.Name) switch
            {
                ("character varying", "text") or ("cidr", "inet") => true,
                ("text", "character varying") => to.Length is null,
                ("timestamp without time zone", "timestamp with time zone") or ("timestamp with time zone", "timestamp without time zone") => version.Major >= 12 && isUtc && Precision(to) >= Precision(from),
                _ => false,
            };
        }

        if (from.Name is "character varying" or "bit varying")
        {
            return to.Length is null || to.Length >= from.Length;
        }

        if (from.Name == "numeric")
        {
            return to.Arguments.IsEmpty || (!from.Arguments.IsEmpty && Scale(to) == Scale(from) && to.Length >= from.Length);
        }

        return WithPrecision.Contains(from.Name) ? Precision(to) >= Precision(from) : from.Arguments.SequenceEqual(to.Arguments, StringComparer.Ordinal);
    }

    private static int Precision(ColumnType type) => type.Length ?? 6;

    private static string Scale(ColumnType type) => type.Arguments.Length > 1 ? type.Arguments[1] : "0";

    private static bool IsPlain(string expression, string column)
    {
        var plain = expression.Trim('(', ')', ' ');
        var cast = plain.IndexOf("::", StringComparison.Ordinal);
        return (cast < 0 ? plain : plain[..cast]).Trim().Trim('"') == column;
    }
}
