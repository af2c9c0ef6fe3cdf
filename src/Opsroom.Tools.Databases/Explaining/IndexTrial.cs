using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Tries indexes without leaving anything behind: hypothetically, in a transaction that is rolled back, on a temporary copy of some rows, or on a copy of the schema without rows.</summary>
internal sealed class IndexTrial(DatabaseDirectory databases, PlanSource source)
{
    /// <summary>Making an index keeps writers waiting: that is done only where it is over at once.</summary>
    private const long LargestTable = 64 * 1024 * 1024;

    private const double WorthHaving = 0.95;

    public async Task<ImmutableArray<SuggestedIndex>> TryAsync(OpenDatabase database, PlanReading before, ImmutableArray<IndexCandidate> candidates, CancellationToken cancellationToken)
    {
        if (candidates.IsEmpty)
        {
            return [];
        }

        return database.Kind switch
        {
            DatabaseKind.Postgresql => await InPostgresAsync(database, before, candidates, cancellationToken),
            DatabaseKind.Sqlite => await SqliteClone.TryAsync(database, source, before, candidates, cancellationToken),
            _ => await WritingAsync(database, before, candidates, SqlDialect.MySql, "a temporary copy of some rows", (writing, candidate) => MySqlSample.TryAsync(writing, source, before, candidate, cancellationToken), cancellationToken),
        };
    }

    /// <summary>An index that was tried; null where the planner does not take it, or it gains next to nothing.</summary>
    public static SuggestedIndex? Tried(IndexCandidate candidate, PlanReading before, PlanReading after, string method, bool isTaken, SqlDialect dialect)
    {
        if (!isTaken || (before.Cost is { } old && after.Cost is { } now && now > old * WorthHaving))
        {
            return null;
        }

        var gain = before.Cost is { } was && after.Cost is { } cost ? string.Create(CultureInfo.InvariantCulture, $"; the planner's cost falls from {was:0.##} to {cost:0.##}") : "; the planner takes it";
        return new SuggestedIndex(candidate.Table.Name.ToString(), Columns(candidate, dialect), Statement(candidate, dialect), true, method, before.Cost, after.Cost, $"It {candidate.Reason}{gain}.");
    }

    public static SuggestedIndex Untried(IndexCandidate candidate, PlanReading before, string reason, SqlDialect dialect) => new(
        candidate.Table.Name.ToString(), Columns(candidate, dialect), Statement(candidate, dialect), false, "none", before.Cost, null, $"It {candidate.Reason}. Not verified: {reason}.");

    private async Task<ImmutableArray<SuggestedIndex>> InPostgresAsync(OpenDatabase database, PlanReading before, ImmutableArray<IndexCandidate> candidates, CancellationToken cancellationToken)
    {
        // a plan that was measured cannot be compared with one that is only thought
        var planned = source.IsAnalyzed ? await source.ReadAsync(database, cancellationToken, isTrial: true) : before;
        if ((await database.QueryAsync("SELECT 1 FROM pg_extension WHERE extname = 'hypopg'", cancellationToken)).Length > 0)
        {
            return await HypotheticallyAsync(database, planned, candidates, cancellationToken);
        }

        return await WritingAsync(database, planned, candidates, SqlDialect.PostgreSql, "a transaction that is rolled back; the extension hypopg needs no writing", async (writing, candidate) =>
            source.Statistics.Table(candidate.Table.Name)?.Bytes is not { } bytes || bytes > LargestTable
                ? Untried(candidate, planned, $"{candidate.Table.Name} is too large to build an index on it for a trial, while writers wait", SqlDialect.PostgreSql)
                : await InTransactionAsync(writing, planned, candidate, cancellationToken), cancellationToken);
    }

    /// <param name="where">In what an index would be tried if the connection allowed it.</param>
    private async Task<ImmutableArray<SuggestedIndex>> WritingAsync(
        OpenDatabase database, PlanReading before, ImmutableArray<IndexCandidate> candidates, SqlDialect dialect, string where, Func<OpenDatabase, IndexCandidate, Task<SuggestedIndex?>> tryAsync, CancellationToken cancellationToken)
    {
        if (!database.AllowsWriting)
        {
            return [.. candidates.Select(candidate => Untried(candidate, before, $"the connection is read-only. Databases:{database.Name}:ReadOnly = false would let it be tried in {where}", dialect))];
        }

        var opened = await databases.OpenAsync(database.Name, DatabaseAccess.Write, cancellationToken);
        if (opened.Value is not { } writing)
        {
            return [.. candidates.Select(candidate => Untried(candidate, before, OutsideText.OneLine(opened.Failure!.Message), dialect))];
        }

        var suggestions = ImmutableArray.CreateBuilder<SuggestedIndex>();
        await using (writing)
        {
            foreach (var candidate in candidates)
            {
                if (await tryAsync(writing, candidate) is { } suggestion)
                {
                    suggestions.Add(suggestion);
                }
            }
        }

        return suggestions.ToImmutable();
    }

    private async Task<SuggestedIndex?> InTransactionAsync(OpenDatabase writing, PlanReading before, IndexCandidate candidate, CancellationToken cancellationToken)
    {
        await writing.ExecuteAsync("BEGIN; SET LOCAL lock_timeout = '1s'", cancellationToken);
        try
        {
            await writing.ExecuteAsync(IndexText.Create(candidate.Index, candidate.Table.Name, SqlDialect.PostgreSql), cancellationToken);
            var after = await source.ReadAsync(writing, cancellationToken, isTrial: true);
            return Tried(candidate, before, after, "rolled_back_transaction", after.Uses.Contains(candidate.Index.Name), SqlDialect.PostgreSql);
        }
        catch (DbException refused)
        {
            return Untried(candidate, before, OutsideText.OneLine(writing.Explain(refused).Message), SqlDialect.PostgreSql);
        }
        finally
        {
            await writing.ExecuteAsync("ROLLBACK", CancellationToken.None);
        }
    }

    private async Task<ImmutableArray<SuggestedIndex>> HypotheticallyAsync(OpenDatabase database, PlanReading before, ImmutableArray<IndexCandidate> candidates, CancellationToken cancellationToken)
    {
        var suggestions = ImmutableArray.CreateBuilder<SuggestedIndex>();
        foreach (var candidate in candidates)
        {
            var made = await database.QueryAsync("SELECT indexname AS name FROM hypopg_create_index(@ddl)", cancellationToken, [("ddl", IndexText.Create(candidate.Index, candidate.Table.Name, SqlDialect.PostgreSql))]);
            var after = await source.ReadAsync(database, cancellationToken, isTrial: true);
            await database.QueryAsync("SELECT hypopg_reset() AS done", cancellationToken);
            if (Tried(candidate, before, after, "hypopg", made is [var row] && row.Text("name") is { } name && after.Uses.Contains(name), SqlDialect.PostgreSql) is { } suggestion)
            {
                suggestions.Add(suggestion);
            }
        }

        return suggestions.ToImmutable();
    }

    private static ImmutableArray<string> Columns(IndexCandidate candidate, SqlDialect dialect) => [.. candidate.Index.Elements.Select(element => IndexText.Element(element, dialect))];

    private static string Statement(IndexCandidate candidate, SqlDialect dialect)
    {
        var statement = IndexText.Create(candidate.Index, candidate.Table.Name, dialect);
        return dialect == SqlDialect.PostgreSql ? statement.Replace("CREATE INDEX ", "CREATE INDEX CONCURRENTLY ", StringComparison.Ordinal) : statement;
    }
}
