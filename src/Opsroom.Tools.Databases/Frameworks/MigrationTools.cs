using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Databases.Frameworks;

/// <summary>Writes migrations from one schema to another.</summary>
internal sealed class MigrationTools
{
    private const int LongestSchema = 4_000_000;

    [Tool("generate_migrations", Effect.Write)]
    [Description("Writes the migration from one schema (DDL) to another, up and down, in dependency order, as the files of a migration framework. What would be lost is a finding; what may have been renamed is asked for, and done where renames says so.")]
    [ToolExample("""{"from_content": "CREATE TABLE users (id bigint PRIMARY KEY);", "to_content": "CREATE TABLE users (id bigint PRIMARY KEY, email text);", "db_type": "postgresql"}""")]
    public static async Task<ToolResult<GeneratedMigration>> GenerateAsync(
        [Description("The present schema, as DDL in the order in which it is applied.")] TextInput from,
        [Description("The schema that is wanted.")] TextInput to,
        [Description("The engine.")] DatabaseKind dbType,
        ToolContext context,
        CancellationToken cancellationToken,
        [Description("Whose files are written; sql without it.")] MigrationFramework? framework = null,
        [Description("What the migration is called; after what it does without it."), StringLength(120)] string? name = null,
        [Description("The folder of the migrations; the framework's usual one without it."), StringLength(400)] string? outputPath = null,
        [Description("What was renamed: {\"table.old_column\": \"new_column\", \"old_table\": \"new_table\"}.")] IReadOnlyDictionary<string, string>? renames = null)
    {
        if (from.Text.Length > LongestSchema || to.Text.Length > LongestSchema)
        {
            return ToolFailure.InvalidArgument($"A schema may have {LongestSchema} characters. Give the tables that differ and those they refer to.");
        }

        var (before, after) = (SchemaReader.Read(from.Text, dbType.Dialect), SchemaReader.Read(to.Text, dbType.Dialect));
        ImmutableArray<Finding> read = [.. Placed(before, from, "from_content"), .. Placed(after, to, "to_content")];
        var (wishes, problems) = RenameWishes.Read(renames, before.Schema, after.Schema);
        if (before.IsBroken || after.IsBroken || !problems.IsEmpty)
        {
            return new GeneratedMigration(false, "", "", null, [], [], [.. read, .. problems]);
        }

        var migration = SchemaMigration.Between(before.Schema, after.Schema, wishes);
        if (migration.IsEmpty)
        {
            return new GeneratedMigration(true, "", "", null, [], [], [.. read, new Finding("no-difference", Severity.Info, "The two schemas say the same: there is nothing to migrate.")]);
        }

        var kind = framework ?? MigrationFramework.Sql;
        var place = (outputPath ?? MigrationFiles.UsualFolder(kind)).Trim('/');
        var existing = context.Workspace.List().Select(file => file.Path).ToList();
        var previous = kind == MigrationFramework.Alembic ? await HeadAsync(context.Workspace, existing.Where(path => path.StartsWith(place + "/", StringComparison.Ordinal) && path.EndsWith(".py", StringComparison.Ordinal)), migration, cancellationToken) : null;
        var files = ImmutableArray.CreateBuilder<WorkspaceFile>();
        foreach (var file in MigrationFiles.Of(kind, migration, MigrationName.Of(name, before.Schema, after.Schema), place, existing, previous))
        {
            var written = context.Workspace.Write(file.Path, file.MediaType, Encoding.UTF8.GetBytes(file.Content));
            if (written.Value is not { } artifact)
            {
                return written.Failure!;
            }

            files.Add(artifact);
        }

        var isAlone = dbType.Dialect.IsSqlite && SqliteMigration.NeedsOwnTransaction(migration.Up.Concat(migration.Down));
        ImmutableArray<Finding> findings = [.. read, .. migration.Findings, .. isAlone ? [OwnTransaction] : Array.Empty<Finding>()];
        return new GeneratedMigration(true, SchemaMigration.Text(migration.Up), SchemaMigration.Text(migration.Down), files[0].Path, [.. files.Select(file => file.Path)], files.ToImmutable(), findings);
    }

    private static readonly Finding OwnTransaction = new(
        "own-transaction", Severity.Info, "A table is rebuilt, for which foreign keys are switched off: SQLite does that outside a transaction only. The migration brings its own; run it where none is open.");

    private static IEnumerable<Finding> Placed(SchemaReading reading, TextInput input, string name) => reading.Findings.Select(finding => finding with { Path = input.Path ?? name });

    private static async Task<string?> HeadAsync(IWorkspace workspace, IEnumerable<string> paths, SchemaMigration migration, CancellationToken cancellationToken)
    {
        var (texts, own) = (new List<string>(), AlembicMigration.RevisionOf(migration));
        foreach (var path in paths.Where(path => !path.Contains(own, StringComparison.Ordinal)))
        {
            if ((await workspace.ReadAsync(path, cancellationToken)).Value is { } file)
            {
                texts.Add(Encoding.UTF8.GetString(file.Bytes.Span));
            }
        }

        return AlembicMigration.HeadOf(texts);
    }
}

/// <param name="Valid">Whether both schemas could be read.</param>
/// <param name="Up">SQL from the first schema to the second.</param>
/// <param name="Down">SQL back.</param>
/// <param name="Path">The first of <paramref name="Paths"/>.</param>
public sealed record GeneratedMigration(bool Valid, string Up, string Down, string? Path, ImmutableArray<string> Paths, ImmutableArray<WorkspaceFile> Files, ImmutableArray<Finding> Findings);
