using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Explaining;
using Opsroom.Tools.Databases.Frameworks;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Planning;
using Opsroom.Tools.Databases.Running;
using Opsroom.Tools.Databases.Schemas;

namespace Opsroom.Tools.Databases;

/// <summary>Schemas, migrations and queries of PostgreSQL, MySQL, MariaDB and SQLite.</summary>
public static class DatabasesToolSets
{
    /// <summary>The sets of tools, for <see cref="ToolCatalog"/>.</summary>
    /// <param name="options">The connections by name.</param>
    public static IReadOnlyList<object> Create(DatabaseOptions options, TimeProvider time)
    {
        var directory = new DatabaseDirectory(options, time);
        return
        [
            new ExplainTools(directory),
            new LintMigrationTools(),
            new MigrationTools(),
            new PlanMigrationTools(),
            new RunMigrationTools(directory, time),
            new SchemaTools(directory),
        ];
    }
}
