using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>Judges migrations. No database is asked.</summary>
internal sealed class LintMigrationTools
{
    private const int LongestSql = 4 << 20;

    [Tool("lint_migration", Effect.Read)]
    [ToolExample("""{"sql": "CREATE INDEX users_email_idx ON users (email);", "db_type": "postgresql", "server_version": "15"}""")]
    [Description(
        "Judges a migration before it is run, without a database: what would lock a table that is in use, write it anew, lose data, break clients that run, or be refused; each finding with its line and what to do instead. "
        + "Tells for every statement the locks it takes on tables that are there before, what they block, and how long they are held. Tables that the migration itself makes are free. Text that is no SQL is a finding.")]
    public static ToolResult<MigrationLint> Lint(
        [Description("The migration's SQL.")] string sql,
        [Description("Whose SQL it is.")] DatabaseKind dbType,
        [Description("The server's version, such as 15, 8.0.33 or 3.40. Without it one that is usual today."), StringLength(40)] string? serverVersion = null,
        [Description("Sizes of tables by their names: small ones are not warned of, and of others it is told how long locks are held.")] IReadOnlyDictionary<string, TableSize>? tableSizes = null,
        [Description("DDL of the tables that are there before: with it types, constraints and indexes are known.")] TextInput? schema = null,
        [Description("Whether whatever runs the migration puts it into one transaction, as many tools do. No if not given.")] bool inTransaction = false)
    {
        var dialect = dbType.Dialect;
        var version = serverVersion is null ? EngineVersion.Usual(dialect) : EngineVersion.Parse(serverVersion);
        return version is null ? ToolFailure.InvalidArgument($"server_version has to be a version such as 15, 8.0.33 or 3.40, not '{OutsideText.OneLine(serverVersion!, 40)}'.")
            : sql.Length > LongestSql ? ToolFailure.InvalidArgument("The migration has more than 4 Mi characters. Judge it in parts; rows are better loaded with COPY than with a migration.")
            : MigrationLinter.Lint(sql, new LintTerms(dialect, version, new TableSizes(tableSizes), schema?.Text, inTransaction));
    }
}
