using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas.Catalogs;

/// <summary>MySQL and MariaDB say how each table would be created.</summary>
internal static class MySqlCatalog
{
    private const string Tables = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name";

    private const string Views = "SELECT table_name AS name, view_definition AS query FROM information_schema.views WHERE table_schema = DATABASE() ORDER BY table_name";

    private const string Triggers =
        """
        SELECT trigger_name AS name, action_timing AS timing, event_manipulation AS event, event_object_table AS tab, action_statement AS body
        FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY trigger_name
        """;

    public static async Task<IEnumerable<string>> ReadAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        var statements = new List<string>();
        foreach (var table in await database.QueryAsync(Tables, cancellationToken))
        {
            var shown = await database.QueryAsync($"SHOW CREATE TABLE {Quote(table.Text("name")!)}", cancellationToken);
            statements.AddRange(shown.Select(row => row.Text("Create Table")!));
        }

        // names come with the database's before them
        var own = await database.QueryAsync("SELECT DATABASE() AS name", cancellationToken);
        var prefix = $"`{own[0].Text("name")}`.";
        foreach (var view in await database.QueryAsync(Views, cancellationToken))
        {
            statements.Add($"CREATE VIEW {Quote(view.Text("name")!)} AS {view.Text("query")?.Replace(prefix, "", StringComparison.Ordinal)}");
        }

        foreach (var trigger in await database.QueryAsync(Triggers, cancellationToken))
        {
            statements.Add($"CREATE TRIGGER {Quote(trigger.Text("name")!)} {trigger.Text("timing")} {trigger.Text("event")} ON {Quote(trigger.Text("tab")!)} FOR EACH ROW {trigger.Text("body")?.TrimEnd(';', ' ', '\n')}");
        }

        return statements;
    }

    private static string Quote(string name) => SqlName.Quote(name, SqlDialect.MySql);
}
