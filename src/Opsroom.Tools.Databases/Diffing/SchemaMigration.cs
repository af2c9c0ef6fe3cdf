using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>The statements from one schema to another and back.</summary>
/// <param name="Findings">What would be lost or may fail on the way up.</param>
internal sealed record SchemaMigration(SqlDialect Dialect, ImmutableArray<string> Up, ImmutableArray<string> Down, ImmutableArray<Finding> Findings)
{
    public bool IsEmpty => Up.IsEmpty;

    public static SchemaMigration Between(DatabaseSchema before, DatabaseSchema to, RenameWishes renames) => new(
        before.Dialect, Write(before, to, renames), Write(to, before, renames.Reversed()), MigrationFindings.Of(renames.Apply(before), to));

    public static string Text(IEnumerable<string> statements) => string.Concat(statements.Select(statement => statement.EndsWith(';') ? statement + "\n" : statement + ";\n"));

    private static ImmutableArray<string> Write(DatabaseSchema before, DatabaseSchema to, RenameWishes renames)
    {
        var renamed = renames.Apply(before);
        return
        [
            .. renames.Write(before),
            .. before.Dialect switch
            {
                SqlDialect.PostgreSql => PostgresMigration.Write(renamed, to),
                SqlDialect.Sqlite => SqliteMigration.Write(renamed, to),
                _ => MySqlMigration.Write(renamed, to),
            },
        ];
    }
}
