using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Running;

/// <summary>Runs the statements of one migration and writes down how far it is.</summary>
internal sealed class MigrationRunner(OpenDatabase database, MigrationScript script, ToolContext context, TimeProvider time)
{
    private readonly ImmutableArray<StatementRun>.Builder runs = ImmutableArray.CreateBuilder<StatementRun>();
    private readonly long start = time.GetTimestamp();

    private string Key => context.Change!.Key;

    private string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script.Text.Source)));

    public async Task<ToolResult<MigrationRun>> RunAsync(int from, CancellationToken cancellationToken)
    {
        var ledger = await MigrationLedger.OfAsync(database, cancellationToken);
        if (await ledger.FindAsync(Key, cancellationToken) is not null)
        {
            return new ToolFailure(FaultCodes.Conflict, $"{MigrationLedger.Table} says that this very call was begun already.");
        }

        await ledger.MakeAsync(cancellationToken);
        return script.FitsOneTransaction ? await TogetherAsync(ledger, from, cancellationToken) : await OneByOneAsync(ledger, from, cancellationToken);
    }

    private async Task<ToolResult<MigrationRun>> TogetherAsync(MigrationLedger ledger, int from, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync("BEGIN", cancellationToken);
        await ledger.BeginAsync(Key, Fingerprint, script.Statements.Length, isWhole: true, cancellationToken);
        for (var number = 1; number <= script.Statements.Length; number++)
        {
            if (await StepAsync(number, from, cancellationToken) is { } failed)
            {
                await database.ExecuteAsync("ROLLBACK", cancellationToken);
                return failed with { Message = $"{failed.Message} Everything was rolled back: nothing of the migration was applied." };
            }
        }

        await database.ExecuteAsync("COMMIT", cancellationToken);
        return Ended(true);
    }

    private async Task<ToolResult<MigrationRun>> OneByOneAsync(MigrationLedger ledger, int from, CancellationToken cancellationToken)
    {
        await ledger.BeginAsync(Key, Fingerprint, script.Statements.Length, isWhole: false, cancellationToken);
        var (begun, isLocked) = (0, false);
        for (var number = 1; number <= script.Statements.Length; number++)
        {
            if (await StepAsync(number, from, cancellationToken) is { } failed)
            {
                TakeBack(begun);
                if (runs.All(each => each.Outcome != StatementOutcome.Applied))
                {
                    return failed with { Message = $"{failed.Message} Nothing of the migration was applied." };
                }

                for (var rest = number + 1; rest <= script.Statements.Length; rest++)
                {
                    runs.Add(Shown(rest, StatementOutcome.NotRun));
                }

                return Ended(false) with { ResumeFrom = begun > 0 ? begun : number, Message = $"{failed.Message} The statements before it stay applied: mend it and go on with from_statement." };
            }

            begun = script.Statements[number - 1] switch
            {
                TransactionControl { Verb: TransactionVerb.Begin } when database.Kind.Dialect is SqlDialect.PostgreSql or SqlDialect.Sqlite => number,
                TransactionControl { Verb: TransactionVerb.Commit or TransactionVerb.Rollback } => 0,
                _ => begun,
            };
            isLocked = script.Statements[number - 1] switch
            {
                LockTables when database.Kind.Dialect.IsMySql && number >= from => true,
                OtherStatement { Keyword: "UNLOCK" } => false,
                _ => isLocked,
            };

            // MySQL lets a session that locks tables use no other: the ledger goes on behind UNLOCK TABLES
            if (!isLocked)
            {
                await ledger.AdvanceAsync(Key, number, number == script.Statements.Length, cancellationToken);
            }
        }

        if (isLocked)
        {
            await database.ExecuteAsync("UNLOCK TABLES", cancellationToken);
            await ledger.AdvanceAsync(Key, script.Statements.Length, isFinished: true, cancellationToken);
        }

        return Ended(true);
    }

    // what a transaction of the migration's own did goes with the session
    private void TakeBack(int begun)
    {
        for (var index = begun - 1; begun > 0 && index < runs.Count - 1; index++)
        {
            runs[index] = runs[index] with { Outcome = StatementOutcome.NotRun };
        }
    }

    private async Task<ToolFailure?> StepAsync(int number, int from, CancellationToken cancellationToken)
    {
        if (number < from)
        {
            runs.Add(Shown(number, StatementOutcome.Skipped));
            return null;
        }

        var statement = script.Statements[number - 1];
        context.Report(new ToolProgress(
            string.Create(CultureInfo.InvariantCulture, $"Statement {number} of {script.Statements.Length}: {MigrationScript.Line(statement.Text)}"), (number - 1.0) / script.Statements.Length));
        var began = time.GetTimestamp();
        try
        {
            await database.ExecuteAsync(script.Sql(statement), cancellationToken);
            runs.Add(Shown(number, StatementOutcome.Applied) with { Duration = Seconds(time.GetElapsedTime(began)) });
            return null;
        }
        catch (Exception failed) when (failed is DbException or TimeoutException)
        {
            runs.Add(Shown(number, StatementOutcome.Failed) with { Duration = Seconds(time.GetElapsedTime(began)) });
            var said = database.Explain(failed);
            return said with { Message = string.Create(CultureInfo.InvariantCulture, $"Statement {number} (line {script.Line(statement)}) failed. {said.Message}") };
        }
    }

    private MigrationRun Ended(bool applied) => new(applied, Seconds(time.GetElapsedTime(start)), runs.ToImmutable());

    private StatementRun Shown(int number, StatementOutcome outcome)
    {
        var statement = script.Statements[number - 1];
        return new StatementRun(number, script.Line(statement), MigrationScript.Line(statement.Text), outcome);
    }

    private static string Seconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s");
}
