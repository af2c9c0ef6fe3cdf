using System.Globalization;

namespace Opsroom.Tools.Databases.Schemas.Issues;

/// <summary>What only a running server can tell.</summary>
internal static class LiveIssues
{
    private const decimal NearLimit = 0.7m;
    private const decimal AtLimit = 0.9m;
    private const long LargeIndex = 8 * 1024 * 1024;
    private const long ManyDeadRows = 10_000;
    private const double ManyOfAll = 0.2;
    private const long MuchSpace = 64 * 1024 * 1024;
    private const long ManyRows = 1_000;

    public static void Find(IssueList issues, LiveStatistics live)
    {
        foreach (var counter in live.Counters.Where(counter => counter.Last >= counter.Most * NearLimit))
        {
            issues.Add(
                "int-near-limit", counter.Last >= counter.Most * AtLimit ? Severity.Error : Severity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{counter.Table}.{counter.Column} has counted to {counter.Last:N0} of {counter.Most:N0} ({counter.Last / counter.Most:P0}): inserts fail when it gets there. Change the column to bigint before, in steps."),
                $"column/{counter.Table}.{counter.Column}");
        }

        foreach (var index in live.Indexes)
        {
            if (!index.IsValid)
            {
                issues.Add("invalid-index", Severity.Error, $"{index.Index} is invalid: its building was broken off, and it is written and never read. Drop it and build it again, concurrently.", $"index/{index.Index}");
            }
            else if (index.Scans == 0 && !index.IsUnique && index.Bytes >= LargeIndex)
            {
                issues.Add(
                    "unused-index", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"{index.Index} on {index.Table} ({index.Bytes / 1024 / 1024:N0} MiB) was never read since the server's statistics began. Drop it if that is long enough, and no replica reads it."),
                    $"index/{index.Index}");
            }
        }

        foreach (var table in live.Tables)
        {
            var target = $"table/{table.Table}";
            if (table.DeadRows >= ManyDeadRows && table.DeadRows > (table.Rows ?? 0) * ManyOfAll)
            {
                issues.Add("dead-rows", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"{table.Table} has {table.DeadRows:N0} dead rows beside {table.Rows:N0}: vacuum does not keep up. Look for old transactions, and let autovacuum run more often on it."), target);
            }

            if (table.Free >= MuchSpace && table.Free > (table.Bytes ?? 0) * ManyOfAll)
            {
                issues.Add("free-space", Severity.Info, string.Create(CultureInfo.InvariantCulture, $"{table.Table} has {table.Free / 1024 / 1024:N0} MiB that it does not use. OPTIMIZE TABLE gives them back, and copies the table."), target);
            }

            if (table is { IsAnalyzed: false, Rows: > ManyRows })
            {
                issues.Add("no-statistics", Severity.Warning, $"{table.Table} was never analyzed: plans are guesses. Run ANALYZE, and see that autovacuum is on.", target);
            }
        }
    }
}
