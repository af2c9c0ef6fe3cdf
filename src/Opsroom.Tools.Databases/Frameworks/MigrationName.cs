using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Schemas;

namespace Opsroom.Tools.Databases.Frameworks;

/// <summary>Names a migration after what it does.</summary>
internal static partial class MigrationName
{
    private const int Longest = 60;

    /// <summary>In snake_case, of letters, digits and underscores only.</summary>
    public static string Of(string? wish, DatabaseSchema before, DatabaseSchema after) => Snake(wish) is { Length: > 0 } named ? named : Snake(Said(before, after));

    private static string Said(DatabaseSchema before, DatabaseSchema after)
    {
        var added = after.Tables.Where(table => before.Table(table.Name) is null).ToList();
        var dropped = before.Tables.Where(table => after.Table(table.Name) is null).ToList();
        var changed = (from old in before.Tables let now = after.Table(old.Name) where now is not null select TableDelta.Between(old, now, before.Dialect)).Where(IsChanged).ToList();
        return (added, dropped, changed) switch
        {
            ([var only], [], []) => $"create_{only.Name.Name}",
            ([], [var only], []) => $"drop_{only.Name.Name}",
            ([], [], [{ AddedColumns: [var column], DroppedColumns: [], ChangedColumns: [] } delta]) => $"add_{column.Name}_to_{delta.To.Name.Name}",
            ([], [], [{ AddedColumns: [], DroppedColumns: [var column], ChangedColumns: [] } delta]) => $"drop_{column.Name}_from_{delta.To.Name.Name}",
            ([], [], [var delta]) => $"change_{delta.To.Name.Name}",
            _ => "change_schema",
        };
    }

    private static bool IsChanged(TableDelta delta) =>
        !delta.AddedColumns.IsEmpty || !delta.DroppedColumns.IsEmpty || !delta.ChangedColumns.IsEmpty || !delta.PrimaryKeys.IsEmpty || !delta.Uniques.IsEmpty || !delta.Checks.IsEmpty || !delta.ForeignKeys.IsEmpty || !delta.Indexes.IsEmpty;

    private static string Snake(string? text)
    {
        var name = Other().Replace(Humps().Replace(text ?? "", "_"), "_").Trim('_').ToLowerInvariant();
        return new StringBuilder(name).ToString(0, Math.Min(name.Length, Longest)).TrimEnd('_');
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Humps();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Other();
}
