using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Frameworks;

/// <param name="MediaType">As the artifact has it.</param>
internal sealed record MigrationFile(string Path, string MediaType, string Content);

/// <summary>Writes a migration as the files that a tool looks for. Names follow from what is there already and from the content, never from the clock.</summary>
internal static class MigrationFiles
{
    private const string SqlType = "application/sql";

    /// <param name="name">In snake_case.</param>
    /// <param name="folder">Where the tool's migrations are; null for its usual place.</param>
    /// <param name="existing">Paths of the workspace, by which the next number is found.</param>
    public static ImmutableArray<MigrationFile> Of(MigrationFramework framework, SchemaMigration migration, string name, string? folder, IReadOnlyList<string> existing, string? previousRevision)
    {
        var place = (folder ?? UsualFolder(framework)).Trim('/');
        var isOwnTransaction = migration.Dialect.IsSqlite && SqliteMigration.NeedsOwnTransaction(migration.Up.Concat(migration.Down));
        switch (framework)
        {
            case MigrationFramework.Sql:
                return [new($"{place}/{name}.up.sql", SqlType, SchemaMigration.Text(migration.Up)), new($"{place}/{name}.down.sql", SqlType, SchemaMigration.Text(migration.Down))];
            case MigrationFramework.Flyway:
                var version = NextNumber(existing, place, "V", 1);
                MigrationFile[] files = [new($"{place}/V{version}__{name}.sql", SqlType, SchemaMigration.Text(migration.Up)), new($"{place}/U{version}__{name}.sql", SqlType, SchemaMigration.Text(migration.Down))];
                return [.. files, .. isOwnTransaction ? files.Select(file => new MigrationFile(file.Path + ".conf", "text/plain", "executeInTransaction=false\n")) : []];
            case MigrationFramework.Ef:
                var id = $"{Stamp(existing, place)}_{Pascal(name)}";
                return [new($"{place}/{id}.cs", "text/x-csharp", EfMigration.Of(id, Pascal(name), migration, isOwnTransaction))];
            case MigrationFramework.Alembic:
                var revision = AlembicMigration.RevisionOf(migration);
                return [new($"{place}/{revision}_{name}.py", "text/x-python", AlembicMigration.Of(revision, previousRevision, name, migration, isOwnTransaction))];
            default:
                return [new($"{place}/{Stamp(existing, place)}_{name}.js", "text/javascript", KnexMigration.Of(migration, isOwnTransaction))];
        }
    }

    public static string UsualFolder(MigrationFramework framework) => framework switch
    {
        MigrationFramework.Flyway => "db/migration",
        MigrationFramework.Ef => "Migrations",
        MigrationFramework.Alembic => "alembic/versions",
        _ => "migrations",
    };

    /// <summary>The number behind the highest one, in 14 digits as a time would have them.</summary>
    private static string Stamp(IReadOnlyList<string> existing, string folder) => NextNumber(existing, folder, "", 1).ToString("D14", CultureInfo.InvariantCulture);

    private static long NextNumber(IReadOnlyList<string> existing, string folder, string prefix, long first)
    {
        var numbers = existing.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).Select(path => path[(folder.Length + 1)..]).Where(file => file.StartsWith(prefix, StringComparison.Ordinal))
            .Select(file => string.Concat(file.Skip(prefix.Length).TakeWhile(char.IsAsciiDigit))).Where(digits => digits.Length is > 0 and < 18).Select(digits => long.Parse(digits, CultureInfo.InvariantCulture));
        return numbers.Select(number => number + 1).DefaultIfEmpty(first).Max();
    }

    private static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (var word in name.Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
        }

        return text.Length == 0 || !char.IsAsciiLetter(text[0]) ? $"Migration{text}" : text.ToString();
    }
}
