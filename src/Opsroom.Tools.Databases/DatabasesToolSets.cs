namespace Opsroom.Tools.Databases;

/// <summary>Schemas, migrations and queries of PostgreSQL, MySQL, MariaDB and SQLite.</summary>
public static class DatabasesToolSets
{
    /// <summary>The sets of tools, for <see cref="ToolCatalog"/>.</summary>
    public static IReadOnlyList<object> Create() => [];
}
