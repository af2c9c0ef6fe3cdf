using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Running;

/// <summary>Runs migrations on a configured connection, once.</summary>
internal sealed class RunMigrationTools(DatabaseDirectory directory, TimeProvider time)
{
    [Tool("run_migration", Effect.Change, Plan = nameof(PlanAsync), Verify = nameof(VerifyAsync))]
    [ToolExample("""{"connection": "shop", "sql": "ALTER TABLE orders ADD COLUMN note text"}""")]
    [Description(
        "Runs a migration on a configured connection that allows changes, with its lock and statement timeouts. Everything goes into one transaction where every statement allows that; else statement by statement, "
        + "and a failure tells which were applied and where to go on. A row in the database's table opsroom_migrations keeps a call from being made twice.")]
    public async Task<ToolResult<MigrationRun>> RunAsync(
        [Description("The connection, as configured."), StringLength(63)] string connection,
        [Description("The migration's SQL.")] string sql,
        [Description("The first statement to run, from 1, to go on with a migration that stopped there."), Range(1, 10_000)] int? fromStatement,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var opened = await directory.OpenAsync(connection, DatabaseAccess.Write, cancellationToken);
        if (opened.Value is not { } database)
        {
            return opened.Failure!;
        }

        await using (database)
        {
            var read = MigrationScript.Read(sql, database.Kind.Dialect, database.Version);
            if (read.Value is not { } script)
            {
                return read.Failure!;
            }

            try
            {
                return await IntentAsync(database, cancellationToken) != context.Change!.IntentVersion
                    ? new ToolFailure(FaultCodes.Conflict, $"The schema of {database.Name} has changed since the migration was approved. Plan it anew.")
                    : await new MigrationRunner(database, script, context, time).RunAsync(fromStatement ?? 1, cancellationToken);
            }
            catch (Exception failed) when (failed is DbException or TimeoutException or IOException)
            {
                return database.Explain(failed);
            }
        }
    }

    public async Task<ToolResult<ChangePlan>> PlanAsync(string connection, string sql, int? fromStatement, CancellationToken cancellationToken)
    {
        var found = directory.Find(connection);
        var opened = found.Value is not { } options ? found.Failure! : await directory.OpenAsync(connection, options.ReadOnly ? DatabaseAccess.Write : DatabaseAccess.Read, cancellationToken);
        if (opened.Value is not { } database)
        {
            return opened.Failure!;
        }

        await using (database)
        {
            var dialect = database.Kind.Dialect;
            var read = MigrationScript.Read(sql, dialect, database.Version);
            if (read.Value is not { } script)
            {
                return read.Failure!;
            }

            if (fromStatement > script.Statements.Length)
            {
                return ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"The migration has {script.Statements.Length} statements, so from_statement cannot be {fromStatement}."));
            }

            try
            {
                var intent = await IntentAsync(database, cancellationToken);
                var lint = MigrationLinter.Lint(sql, new LintTerms(dialect, database.Version, new TableSizes(null), InTransaction: script.FitsOneTransaction));
                return Plan(database, script, lint, intent, fromStatement ?? 1);
            }
            catch (Exception failed) when (failed is DbException or TimeoutException or IOException)
            {
                return database.Explain(failed);
            }
        }
    }

    public async Task<Verification> VerifyAsync(string connection, string sql, int? fromStatement, ToolContext context, CancellationToken cancellationToken)
    {
        var opened = await directory.OpenAsync(connection, DatabaseAccess.Read, cancellationToken);
        if (opened.Value is not { } database)
        {
            return Verification.Unknown($"Whether the migration was run cannot be seen: {opened.Failure!.Message}");
        }

        await using (database)
        {
            var read = MigrationScript.Read(sql, database.Kind.Dialect, database.Version);
            if (read.Value is not { } script)
            {
                return Verification.NotDone();
            }

            try
            {
                var ledger = await MigrationLedger.OfAsync(database, cancellationToken);
                return await ledger.FindAsync(context.Change!.Key, cancellationToken) switch
                {
                    null => Verification.NotDone(),
                    { IsFinished: true } => Verification.Done(new MigrationRun(true, null, [.. script.Statements.Select((each, index) =>
                        new StatementRun(index + 1, script.Line(each), MigrationScript.Line(each.Text), index + 1 < fromStatement ? StatementOutcome.Skipped : StatementOutcome.Applied))])),
                    var (applied, statements, _) => Verification.Unknown(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{applied} of {statements} statements are known to be applied; statement {applied + 1} may have been. Look whether it was, then run the migration again with from_statement.")),
                };
            }
            catch (Exception failed) when (failed is DbException or TimeoutException or IOException)
            {
                return Verification.Unknown($"Whether the migration was run cannot be seen: {database.Explain(failed).Message}");
            }
        }
    }

    private static ChangePlan Plan(OpenDatabase database, MigrationScript script, MigrationLint lint, string intent, int from)
    {
        var count = script.Statements.Length - from + 1;
        var errors = lint.Findings.Count(each => each.Severity == Severity.Error);
        var how = script.FitsOneTransaction ? "in one transaction" : "statement by statement";
        var waiting = lint.Locks.Where(each => each.Blocks.Contains("reads", StringComparer.Ordinal) || each.Blocks.Contains("writes", StringComparer.Ordinal)).Select(each => $"{each.Object}: {each.Mode}, {each.Holds}").Distinct(StringComparer.Ordinal);
        var details = new MigrationDetails(
            [.. script.Statements.Select((each, index) => new StatementRun(index + 1, script.Line(each), MigrationScript.Line(each.Text), index + 1 < from ? StatementOutcome.Skipped : StatementOutcome.NotRun))],
            lint.Locks, [.. lint.Findings.Where(each => each.Severity != Severity.Info)], script.FitsOneTransaction, database.Version.ToString());
        return new ChangePlan(
            new ChangeTarget(DatabaseDirectory.TargetSystem, database.Name), $"Database/{database.Name}", intent,
            new Preview(
                string.Create(CultureInfo.InvariantCulture, $"Run {count} statement{(count == 1 ? "" : "s")} on {database.Name} ({database.Kind.Dialect.Product} {database.Version}) {how}.{(errors > 0 ? $" The linter tells {errors} error{(errors == 1 ? "" : "s")}." : "")}{(script.Destroying.IsEmpty ? "" : " Data is dropped or overwritten.")}"),
                Diff: null,
                BlastRadius: string.Join("; ", waiting) is { Length: > 0 } blocked ? $"Others wait for {blocked}." : "No table that is there is locked against reads or writes.",
                Undo: script.Destroying.IsEmpty ? "Only by a migration that goes the other way." : $"It cannot be taken back: {MigrationScript.Line(script.Destroying[0].Text)}",
                JsonSerializer.SerializeToElement(details, ToolJson.Options)))
        {
            Effect = script.Destroying.IsEmpty ? null : Effect.Destroy,
        };
    }

    private static async Task<string> IntentAsync(OpenDatabase database, CancellationToken cancellationToken) =>
        $"{database.Kind} {database.Version} {await SchemaFingerprint.OfAsync(database, cancellationToken)}";
}

/// <summary>What a person who decides can look at.</summary>
internal sealed record MigrationDetails(ImmutableArray<StatementRun> Statements, ImmutableArray<StatementLock> Locks, ImmutableArray<Finding> Findings, bool OneTransaction, string ServerVersion);
