using System.Collections.Immutable;
using System.Data.Common;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Schemas.Catalogs;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>A database in memory with the schema of a file and the statistics that the planner has of it, but no rows.</summary>
internal static class SqliteClone
{
    public static async Task<ImmutableArray<SuggestedIndex>> TryAsync(OpenDatabase database, PlanSource source, PlanReading before, ImmutableArray<IndexCandidate> candidates, CancellationToken cancellationToken)
    {
        var opened = await new DatabaseDirectory(new DatabaseOptions { Connections = [new("clone") { Kind = DatabaseKind.Sqlite, Database = ":memory:", ReadOnly = false }] }, TimeProvider.System)
            .OpenAsync("clone", DatabaseAccess.Write, cancellationToken);
        await using var clone = opened.Value!;
        try
        {
            await CopyAsync(database, clone, cancellationToken);
        }
        catch (DbException refused)
        {
            return [.. candidates.Select(candidate => IndexTrial.Untried(candidate, before, OutsideText.OneLine(clone.Explain(refused).Message), SqlDialect.Sqlite))];
        }

        var suggestions = ImmutableArray.CreateBuilder<SuggestedIndex>();
        foreach (var candidate in candidates)
        {
            await clone.ExecuteAsync(IndexText.Create(candidate.Index, candidate.Table.Name, SqlDialect.Sqlite), cancellationToken);
            var after = await source.ReadAsync(clone, cancellationToken, isTrial: true);
            await clone.ExecuteAsync($"DROP INDEX {SqlName.Quote(candidate.Index.Name, SqlDialect.Sqlite)}", cancellationToken);
            if (IndexTrial.Tried(candidate, before, after, "empty_clone", after.Uses.Contains(candidate.Index.Name), SqlDialect.Sqlite) is { } suggestion)
            {
                suggestions.Add(suggestion);
            }
        }

        return suggestions.ToImmutable();
    }

    private static async Task CopyAsync(OpenDatabase from, OpenDatabase to, CancellationToken cancellationToken)
    {
        foreach (var statement in await SqliteCatalog.ReadAsync(from, cancellationToken))
        {
            await to.ExecuteAsync(statement, cancellationToken);
        }

        if ((await from.QueryAsync("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'", cancellationToken)).IsEmpty)
        {
            return;
        }

        await to.ExecuteAsync("ANALYZE", cancellationToken);
        await to.ExecuteAsync("DELETE FROM sqlite_stat1", cancellationToken);
        foreach (var row in await from.QueryAsync("SELECT tbl, idx, stat FROM sqlite_stat1", cancellationToken))
        {
            await to.QueryAsync("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (@tbl, @idx, @stat)", cancellationToken, [("tbl", row.Text("tbl")), ("idx", row.Text("idx")), ("stat", row.Text("stat"))]);
        }

        await to.ExecuteAsync("ANALYZE sqlite_schema", cancellationToken);
    }
}
