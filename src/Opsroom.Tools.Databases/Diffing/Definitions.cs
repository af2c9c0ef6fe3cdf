using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>What the parts of a table say, without their names, in a form that is equal where they say the same.</summary>
internal static class Definitions
{
    public static string Of(TableKey key, SqlDialect dialect) =>
        $"{Names(key.Columns, dialect)}|{Names(key.Include, dialect)}|{key.IsDeferrable}|{key.IsInitiallyDeferred}|{key.NullsNotDistinct}|{key.OnConflict}|{key.IsDescending}";

    public static string Of(TableCheck check, SqlDialect dialect) => $"{ExpressionText.Key(check.Expression, dialect)}|{check.IsNoInherit}|{check.IsNotEnforced}|{check.Column}";

    public static string Of(TableForeignKey key, SqlDialect dialect) =>
        $"{Names(key.Columns, dialect)}|{Name(key.Target.Schema ?? "", dialect)}.{Name(key.Target.Name, dialect)}|{Names(key.TargetColumns, dialect)}|{key.OnDelete}|{key.OnUpdate}|{key.Match}|{key.IsDeferrable}|{key.IsInitiallyDeferred}";

    public static string Of(TableExclusion exclusion, SqlDialect dialect) => ExpressionText.Key(exclusion.Definition, dialect);

    public static string Of(TableIndex index, SqlDialect dialect) =>
        string.Join('|', index.Elements.Select(element =>
            $"{Name(element.Column ?? "", dialect)}:{ExpressionText.Key(element.Expression, dialect)}:{element.IsDescending}:{element.NullsFirst ?? element.IsDescending}:{element.Collation}:{element.OperatorClass}:{element.PrefixLength}"))
        + $"|{index.IsUnique}|{index.Method}|{index.Special}|{Names(index.Include, dialect)}|{index.NullsNotDistinct}|{ExpressionText.Key(index.Where, dialect)}|{ExpressionText.Key(index.With, dialect)}";

    /// <summary>Whether two columns of the same name are the same, comments aside.</summary>
    public static bool Same(TableColumn one, TableColumn other, SqlDialect dialect) =>
        SameType(one, other, dialect) && one.IsNullable == other.IsNullable && SameDefault(one, other, dialect) && one.Identity == other.Identity
        && string.Equals(one.IdentityOptions, other.IdentityOptions, StringComparison.OrdinalIgnoreCase) && SameGenerated(one, other, dialect)
        && ExpressionText.Same(one.OnUpdate, other.OnUpdate, dialect) && one.IsInvisible == other.IsInvisible && one.OnConflict == other.OnConflict;

    public static bool SameType(TableColumn one, TableColumn other, SqlDialect dialect) =>
        string.Equals(one.Type, other.Type, dialect.IsPostgreSql || one.Type.Contains('\'', StringComparison.Ordinal) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase)
        && string.Equals(one.Collation, other.Collation, StringComparison.OrdinalIgnoreCase) && string.Equals(one.CharacterSet, other.CharacterSet, StringComparison.OrdinalIgnoreCase);

    public static bool SameDefault(TableColumn one, TableColumn other, SqlDialect dialect) => ExpressionText.Same(one.Default, other.Default, dialect);

    public static bool SameGenerated(TableColumn one, TableColumn other, SqlDialect dialect) =>
        one.Generated?.IsStored == other.Generated?.IsStored && ExpressionText.Same(one.Generated?.Expression, other.Generated?.Expression, dialect);

    private static string Names(IEnumerable<string> names, SqlDialect dialect) => string.Join(',', names.Select(name => Name(name, dialect)));

    private static string Name(string name, SqlDialect dialect) => dialect.IsPostgreSql ? name : name.ToLowerInvariant();
}
