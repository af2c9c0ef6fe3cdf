using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>Renames tables and columns together with everything that speaks of them, as the engines do.</summary>
internal static class SchemaRenames
{
    public static DatabaseSchema Table(DatabaseSchema schema, ObjectName name, string newName)
    {
        var renamed = name with { Name = newName };
        ObjectName Now(ObjectName old) => schema.Same(old, name) ? renamed : old;
        var words = Words(name.Name, newName, schema);
        return schema with
        {
            Tables =
            [
                .. schema.Tables.Select(table => table with
                {
                    Name = Now(table.Name),
                    PartitionOf = table.PartitionOf is { } parent ? Now(parent) : null,
                    Inherits = [.. table.Inherits.Select(Now)],
                    ForeignKeys = [.. table.ForeignKeys.Select(key => key with { Target = Now(key.Target), Name = schema.Same(table.Name, name) ? OwnName(schema, key, name.Name, newName) : key.Name })],
                }),
            ],
            Views = [.. schema.Views.Select(view => view with { Query = ExpressionText.Renamed(view.Query, words, schema.Dialect)! })],
            Others = [.. schema.Others.Select(other => other.On is { } on && schema.Same(on, name) ? other with { On = renamed, Text = ExpressionText.Renamed(other.Text, words, schema.Dialect)! } : other)],
        };
    }

    public static DatabaseSchema Column(DatabaseSchema schema, ObjectName table, string column, string newName)
    {
        var words = Words(column, newName, schema);
        return schema with
        {
            Tables =
            [
                .. schema.Tables.Select(each => schema.Same(each.Name, table) || each.PartitionOf is { } parent && schema.Same(parent, table) ? Own(schema, each, words) : each with
                {
                    ForeignKeys = [.. each.ForeignKeys.Select(key => schema.Same(key.Target, table) ? key with { TargetColumns = Renamed(key.TargetColumns, words) } : key)],
                }),
            ],
            Views = [.. schema.Views.Select(view => ExpressionText.Mentions(view.Query, table.Name, schema.Dialect) ? view with { Query = ExpressionText.Renamed(view.Query, words, schema.Dialect)! } : view)],
            Others = [.. schema.Others.Select(other => other.On is { } on && schema.Same(on, table) ? other with { Text = ExpressionText.Renamed(other.Text, words, schema.Dialect)! } : other)],
        };
    }

    private static SchemaTable Own(DatabaseSchema schema, SchemaTable table, ImmutableDictionary<string, string> words)
    {
        string? Text(string? expression) => ExpressionText.Renamed(expression, words, schema.Dialect);
        return table with
        {
            Columns =
            [
                .. table.Columns.Select(column => column with
                {
                    Name = words.GetValueOrDefault(column.Name, column.Name),
                    Generated = column.Generated is { } generated ? generated with { Expression = Text(generated.Expression)! } : null,
                }),
            ],
            PrimaryKey = table.PrimaryKey is { } primary ? primary with { Columns = Renamed(primary.Columns, words), Include = Renamed(primary.Include, words) } : null,
            Uniques = [.. table.Uniques.Select(key => key with { Columns = Renamed(key.Columns, words), Include = Renamed(key.Include, words) })],
            Checks = [.. table.Checks.Select(check => check with { Expression = Text(check.Expression)!, Column = check.Column is { } own ? words.GetValueOrDefault(own, own) : null })],
            ForeignKeys =
            [
                .. table.ForeignKeys.Select(key => key with { Columns = Renamed(key.Columns, words), TargetColumns = schema.Same(key.Target, table.Name) ? Renamed(key.TargetColumns, words) : key.TargetColumns }),
            ],
            Exclusions = [.. table.Exclusions.Select(exclusion => exclusion with { Definition = Text(exclusion.Definition)! })],
            Indexes =
            [
                .. table.Indexes.Select(index => index with
                {
                    Elements = [.. index.Elements.Select(element => element with { Column = element.Column is { } name ? words.GetValueOrDefault(name, name) : null, Expression = Text(element.Expression) })],
                    Include = Renamed(index.Include, words),
                    Where = Text(index.Where),
                }),
            ],
            PartitionBy = Text(table.PartitionBy),
        };
    }

    // InnoDB renames the foreign keys that it named itself
    private static string? OwnName(DatabaseSchema schema, TableForeignKey key, string name, string newName) =>
        schema.Dialect.IsMySql && key.Name?.StartsWith(name + "_ibfk_", StringComparison.OrdinalIgnoreCase) == true ? newName + key.Name[name.Length..] : key.Name;

    private static ImmutableDictionary<string, string> Words(string name, string newName, DatabaseSchema schema) =>
        ImmutableDictionary.Create<string, string>(schema.Dialect.Names).Add(name, newName);

    private static ImmutableArray<string> Renamed(ImmutableArray<string> columns, ImmutableDictionary<string, string> words) => [.. columns.Select(column => words.GetValueOrDefault(column, column))];
}
