using Opsroom.Tools.Databases.Connections;

namespace Opsroom.Tools.Databases.Running;

/// <summary>The table in the database itself that says which calls were made: its key keeps a call from being made twice.</summary>
internal sealed class MigrationLedger
{
    public const string Table = "opsroom_migrations";

    private readonly OpenDatabase database;
    private readonly string name;

    private MigrationLedger(OpenDatabase database, string name) => (this.database, this.name) = (database, name);

    /// <summary>How far a call is; null where it is not written down.</summary>
    public async Task<(int Applied, int Statements, bool IsFinished)?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            return null;
        }

        var rows = await database.QueryAsync($"SELECT applied, statements, finished FROM {name} WHERE call_key = @key", cancellationToken, [("key", key)]);
        return rows is [var row] ? ((int)row.Number("applied")!.Value, (int)row.Number("statements")!.Value, row.Number("finished") == 1) : null;
    }

    public static async Task<MigrationLedger> OfAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        var sql = database.Kind switch
        {
            DatabaseKind.Postgresql => "SELECT quote_ident(coalesce(current_schema(), 'public')) AS place",
            DatabaseKind.Sqlite => "SELECT 'main' AS place",
            _ => "SELECT concat('`', replace(database(), '`', '``'), '`') AS place",
        };
        var place = (await database.QueryAsync(sql, cancellationToken))[0].Text("place");
        return new MigrationLedger(database, $"{place}.{Table}");
    }

    public Task MakeAsync(CancellationToken cancellationToken)
    {
        var text = database.Kind is DatabaseKind.Mysql or DatabaseKind.Mariadb ? "varchar(200)" : "text";
        return database.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {name} (call_key {text} NOT NULL PRIMARY KEY, fingerprint {text} NOT NULL, statements integer NOT NULL, applied integer NOT NULL, finished integer NOT NULL, started_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)",
            cancellationToken);
    }

    /// <summary>Writes a call down; the key refuses a second time.</summary>
    public Task BeginAsync(string key, string fingerprint, int statements, bool isWhole, CancellationToken cancellationToken) => database.QueryAsync(
        $"INSERT INTO {name} (call_key, fingerprint, statements, applied, finished) VALUES (@key, @fingerprint, @statements, @applied, @finished)", cancellationToken,
        [("key", key), ("fingerprint", fingerprint), ("statements", statements), ("applied", isWhole ? statements : 0), ("finished", isWhole ? 1 : 0)]);

    public Task AdvanceAsync(string key, int applied, bool isFinished, CancellationToken cancellationToken) => database.QueryAsync(
        $"UPDATE {name} SET applied = @applied, finished = @finished WHERE call_key = @key", cancellationToken, [("key", key), ("applied", applied), ("finished", isFinished ? 1 : 0)]);

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var sql = database.Kind switch
        {
            DatabaseKind.Postgresql => $"SELECT 1 AS there WHERE to_regclass('{name.Replace("'", "''", StringComparison.Ordinal)}') IS NOT NULL",
            DatabaseKind.Sqlite => $"SELECT 1 AS there FROM sqlite_master WHERE name = '{Table}'",
            _ => $"SELECT 1 AS there FROM information_schema.tables WHERE table_schema = database() AND table_name = '{Table}'",
        };
        return !(await database.QueryAsync(sql, cancellationToken)).IsEmpty;
    }
}
