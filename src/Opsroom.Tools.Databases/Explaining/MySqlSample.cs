using System.Data.Common;
using System.Globalization;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Tries an index of MySQL or MariaDB, which cannot take one back, on a temporary table that hides the real one from one session and goes with it.</summary>
internal static class MySqlSample
{
    /// <summary>As many rows as the planner needs to tell a search from a scan.</summary>
    private const int Rows = 20_000;

    private const string Hidden = "opsroom_sample";

    /// <param name="writing">A session of its own.</param>
    public static async Task<SuggestedIndex?> TryAsync(OpenDatabase writing, PlanSource source, PlanReading real, IndexCandidate candidate, CancellationToken cancellationToken)
    {
        var table = SqlName.Quote(candidate.Table.Name.Name, SqlDialect.MySql);
        try
        {
            var columns = SqlName.List(candidate.Table.Columns.Where(column => column.Generated is null).Select(column => column.Name), SqlDialect.MySql);
            await writing.ExecuteAsync($"CREATE TEMPORARY TABLE {Hidden} LIKE {table}", cancellationToken);
            await writing.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {Hidden} ({columns}) SELECT {columns} FROM {table} LIMIT {Rows}"), cancellationToken);
            await writing.ExecuteAsync($"ALTER TABLE {Hidden} RENAME TO {table}", cancellationToken);
            var before = await source.ReadAsync(writing, cancellationToken, isTrial: true);
            await writing.ExecuteAsync(IndexText.Create(candidate.Index, candidate.Table.Name, SqlDialect.MySql), cancellationToken);
            var after = await source.ReadAsync(writing, cancellationToken, isTrial: true);
            return IndexTrial.Tried(candidate, before, after, "temporary_copy", after.Uses.Contains(candidate.Index.Name), SqlDialect.MySql);
        }
        catch (DbException refused)
        {
            return IndexTrial.Untried(candidate, real, OutsideText.OneLine(writing.Explain(refused).Message), SqlDialect.MySql);
        }
        finally
        {
            await writing.ExecuteAsync($"DROP TEMPORARY TABLE IF EXISTS {Hidden}, {table}", CancellationToken.None);
        }
    }
}
