using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Databases.Schemas.Issues;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>Puts a schema into the form that callers see.</summary>
internal static class SchemaSummary
{
    public static InspectedSchema Of(SchemaReading reading, string source, string? version, LiveStatistics? live)
    {
        var schema = reading.Schema;
        ImmutableArray<Finding> issues = [.. reading.Findings, .. SchemaIssues.Of(schema, live)];
        return new InspectedSchema(
            source, TypeOf(schema.Dialect), version, !reading.IsBroken, Told(schema, issues), [.. schema.Tables.Select(table => Table(table, schema.Dialect, live?.Table(table.Name)))],
            [.. schema.Enums.Select(type => new InspectedType(type.Name.ToString(), type.Labels))], [.. schema.Sequences.Select(sequence => sequence.Name.ToString())],
            [.. schema.Views.Select(view => new InspectedView(view.Name.ToString(), view.IsMaterialized, view.Query))], schema.Namespaces,
            [.. schema.Others.Select(other => new InspectedObject(other.Kind.ToString().ToLowerInvariant(), other.Name.ToString(), other.On?.ToString()))], issues);
    }

    private static string TypeOf(SqlDialect dialect) => dialect switch { SqlDialect.PostgreSql => "postgresql", SqlDialect.MySql => "mysql", SqlDialect.MariaDb => "mariadb", _ => "sqlite" };

    private static string Told(DatabaseSchema schema, ImmutableArray<Finding> issues) => string.Create(
        CultureInfo.InvariantCulture,
        $"{schema.Tables.Length} tables with {schema.Tables.Sum(table => table.Columns.Length)} columns, {schema.Tables.Sum(table => table.Indexes.Length)} indexes and {schema.Tables.Sum(table => table.ForeignKeys.Length)} foreign keys; "
        + $"{issues.Count(issue => issue.Severity == Severity.Error)} errors, {issues.Count(issue => issue.Severity == Severity.Warning)} warnings.");

    private static InspectedTable Table(SchemaTable table, SqlDialect dialect, TableStatistics? statistics) => new(
        table.Name.ToString(), [.. table.Columns.Select(Column)], table.PrimaryKey?.Columns ?? [], [.. table.Uniques.Select(key => new InspectedKey(key.Name, key.Columns))],
        [.. table.Checks.Select(check => new InspectedCheck(check.Name, check.Expression))],
        [.. table.ForeignKeys.Select(key => new InspectedForeignKey(key.Name, key.Columns, key.Target.ToString(), key.TargetColumns, key.OnDelete, key.OnUpdate, key.IsDeferrable))],
        [.. table.Indexes.Select(index => new InspectedIndex(index.Name, [.. index.Elements.Select(element => IndexText.Element(element, dialect))], index.IsUnique, index.Special?.ToLowerInvariant() ?? index.Method, index.Include, index.Where))],
        table.PartitionBy, table.PartitionOf?.ToString(), table.Comment, statistics?.Rows is >= 0 and var rows ? rows : null, statistics?.Bytes, table.Line);

    private static InspectedColumn Column(TableColumn column) => new(
        column.Name, column.Type, column.IsNullable, column.Default,
        column.Identity switch { IdentityKind.Always => "always", IdentityKind.ByDefault => "by_default", IdentityKind.Serial => "serial", IdentityKind.AutoIncrement => "auto_increment", _ => null },
        column.Generated?.Expression, column.Collation, column.Comment, column.Line);
}
