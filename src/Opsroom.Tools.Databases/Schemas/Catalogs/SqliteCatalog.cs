using Opsroom.Tools.Databases.Connections;

namespace Opsroom.Tools.Databases.Schemas.Catalogs;

/// <summary>SQLite keeps the DDL itself.</summary>
internal static class SqliteCatalog
{
    private const string Objects =
        """
        SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
        ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid
        """;

    public static async Task<IEnumerable<string>> ReadAsync(OpenDatabase database, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Objects, cancellationToken)).Select(row => row.Text("sql")!);
}
