using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>Plans changes in steps. No database is asked.</summary>
internal sealed class PlanMigrationTools
{
    private const int LongestSql = 1 << 20;

    [Tool("plan_migration", Effect.Read)]
    [ToolExample("""{"sql": "ALTER TABLE users RENAME COLUMN name TO full_name;", "db_type": "postgresql", "schema_content": "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);"}""")]
    [Description(
        "Turns a change of a schema into steps that clients do not notice: expand, backfill in batches, release clients, contract; each with its SQL, the locks it takes and what is still to be said about it. "
        + "Renames, changes of types, NOT NULL, keys, foreign keys, checks, indexes, columns with defaults and drops are taken apart for PostgreSQL; MySQL is asked to work online or refuse. What was taken for granted is told.")]
    public static ToolResult<MigrationPlan> Plan(
        [Description("The change, as one would write it without caring for those who use the database.")] string sql,
        [Description("Whose SQL it is.")] DatabaseKind dbType,
        [Description("Sizes of tables by their names.")] IReadOnlyDictionary<string, TableSize>? tableSizes = null,
        [Description("The server's version, such as 15. Without it one that is usual today."), StringLength(40)] string? serverVersion = null,
        [Description("DDL of the tables that are there: types, defaults and keys are taken from it.")] TextInput? schema = null)
    {
        var version = serverVersion is null ? EngineVersion.Usual(dbType.Dialect) : EngineVersion.Parse(serverVersion);
        return version is null ? ToolFailure.InvalidArgument($"server_version has to be a version such as 15, 8.0.33 or 3.40, not '{OutsideText.OneLine(serverVersion!, 40)}'.")
            : sql.Length > LongestSql ? ToolFailure.InvalidArgument("The migration has more than 1 Mi characters. Plan it in parts.")
            : MigrationPlanner.Plan(sql, new LintTerms(dbType.Dialect, version, new TableSizes(tableSizes), schema?.Text));
    }
}
