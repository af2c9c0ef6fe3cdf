using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>Which views stand on which, by the names in their queries.</summary>
internal static class ViewOrder
{
    /// <summary>Each view behind those that it reads before.</summary>
    public static ImmutableArray<SchemaView> Sorted(DatabaseSchema schema)
    {
        var (sorted, waiting) = (ImmutableArray.CreateBuilder<SchemaView>(), schema.Views.ToList());
        while (waiting.Count > 0)
        {
            var next = waiting.Find(view => !waiting.Any(other => other != view && ExpressionText.Mentions(view.Query, other.Name.Name, schema.Dialect))) ?? waiting[0];
            waiting.Remove(next);
            sorted.Add(next);
        }

        return sorted.ToImmutable();
    }

    /// <summary>The views that read from one of these, directly or through another view.</summary>
    public static ImmutableArray<SchemaView> Over(DatabaseSchema schema, IEnumerable<string> names)
    {
        var (found, seen) = (new List<SchemaView>(), names.ToHashSet(schema.Dialect.Names));
        while (schema.Views.FirstOrDefault(view => !found.Contains(view) && seen.Any(name => ExpressionText.Mentions(view.Query, name, schema.Dialect))) is { } view)
        {
            found.Add(view);
            seen.Add(view.Name.Name);
        }

        return [.. found];
    }

    public static bool Same(SchemaView one, SchemaView other, DatabaseSchema schema) =>
        ExpressionText.Same(one.Query, other.Query, schema.Dialect) && one.IsMaterialized == other.IsMaterialized && one.Columns.SequenceEqual(other.Columns);
}
