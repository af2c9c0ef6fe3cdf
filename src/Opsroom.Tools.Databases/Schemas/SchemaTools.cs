using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Schemas.Catalogs;
using Opsroom.Tools.Databases.Schemas.Issues;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>Looks into schemas, of a live database or of DDL.</summary>
internal sealed class SchemaTools(DatabaseDirectory databases)
{
    private const int LongestSchema = 4_000_000;

    [Tool("inspect_schema", Effect.Read, Tainted = true)]
    [Description("Tables, columns, keys, indexes, foreign keys, types and views of a configured database or of DDL, with what is wrong: missing keys, unindexed foreign keys, duplicate and unused indexes, keys near their limit, doubtful types.")]
    [ToolExample("""{"schema_content": "CREATE TABLE users (id integer PRIMARY KEY, email varchar(200));\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id integer REFERENCES users (id), price real);", "db_type": "postgresql"}""")]
    public async Task<ToolResult<InspectedSchema>> InspectAsync(
        ToolContext context,
        CancellationToken cancellationToken,
        [Description("A configured database."), StringLength(63)] string? connection = null,
        [Description("DDL, in the order in which it is applied: CREATE, ALTER, DROP.")] TextInput? schema = null,
        [Description("Whose DDL it is; postgresql without it.")] DatabaseKind? dbType = null,
        [Description("Only these tables in the result; all without it."), MaxLength(200)] IReadOnlyList<string>? tables = null)
    {
        if (connection is null == schema is null)
        {
            return ToolFailure.InvalidArgument("Give either connection (a configured database) or schema_content (DDL).");
        }

        if (schema is not null)
        {
            return schema.Text.Length > LongestSchema ? ToolFailure.InvalidArgument($"DDL may have {LongestSchema} characters. Leave out what is no schema, such as the rows of a dump.")
                : Chosen(SchemaSummary.Of(SchemaReader.Read(schema.Text, (dbType ?? DatabaseKind.Postgresql).Dialect), "ddl", null, null), tables);
        }

        var opened = await databases.OpenAsync(connection!, DatabaseAccess.Read, cancellationToken);
        if (opened.Value is not { } database)
        {
            return opened.Failure!;
        }

        await using (database)
        {
            try
            {
                context.Report(new ToolProgress($"Reading the catalogs of {database.Name}."));
                var reading = await SchemaCatalog.ReadAsync(database, cancellationToken);
                return Chosen(SchemaSummary.Of(reading, database.Name, database.Version.ToString(), await LiveStatistics.ReadAsync(database, cancellationToken)), tables);
            }
            catch (Exception failed) when (failed is DbException or TimeoutException)
            {
                return database.Explain(failed);
            }
        }
    }

    private static ToolResult<InspectedSchema> Chosen(InspectedSchema schema, IReadOnlyList<string>? tables)
    {
        if (tables is null or { Count: 0 })
        {
            return schema;
        }

        var unknown = tables.Where(name => !schema.Tables.Any(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
        return unknown.Count > 0
            ? ToolFailure.NotFound($"There is no table {OutsideText.OneLine(string.Join(", ", unknown))} in {schema.Source}. There are: {OutsideText.OneLine(string.Join(", ", schema.Tables.Select(table => table.Name)), 1_000)}.")
            : schema with
            {
                Tables = [.. schema.Tables.Where(table => tables.Contains(table.Name, StringComparer.OrdinalIgnoreCase))],
                Issues = [.. schema.Issues.Where(issue => issue.Object is null || tables.Any(name => issue.Object.Split('/', '.').Contains(name, StringComparer.OrdinalIgnoreCase) || issue.Message.Contains(name, StringComparison.OrdinalIgnoreCase)))],
            };
    }
}
