using System.Globalization;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>Whether it can be read and run at all, and what belongs together.</summary>
internal static class TransactionRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        new("sql-syntax", Error, "The text is SQL of the engine.", "It is refused.", Any, scope =>
        {
            if (scope.Statement is BrokenStatement broken)
            {
                scope.Add(broken.Fault.At, broken.Fault.Message);
            }
        }),
        new("not-in-this-version", Error, "Nothing is used that the server does not know yet.", "It is refused.", PostgreSql, NotYet),
        new("not-in-a-transaction", Error, "What cannot run in a transaction stands outside of one.", "It is refused, and with it the whole transaction.", PostgreSql, scope =>
        {
            if (scope.State.InTransaction && Refuses(scope.Statement, scope.Version) is { } what)
            {
                scope.Add(scope.Statement.Start, scope.State.HasBegun
                    ? $"{what} cannot run inside a transaction. Put it behind the COMMIT, or into a migration of its own that is run without one."
                    : $"{what} cannot run inside a transaction, and this migration is run in one. Put it into a migration of its own and switch the transaction off for it.");
            }
        }),
        new("transaction-in-a-transaction", Warning, "A transaction is not begun while one is open.", "The second BEGIN does nothing (MySQL: it commits the first), so the first COMMIT ends all of it.", Any, scope =>
        {
            if (scope.Statement is TransactionControl { Verb: TransactionVerb.Begin } && scope.State.InTransaction)
            {
                scope.Add(scope.Statement.Start, scope.State.HasBegun ? "A transaction is open already. Commit it first, or leave this BEGIN out." : "The migration is run in a transaction already. Leave BEGIN and COMMIT out.");
            }
        }),
        new("commit-without-begin", Warning, "COMMIT and ROLLBACK end a transaction that was begun here.", "It ends the transaction of whoever runs the migration, or does nothing.", Any, scope =>
        {
            if (scope.Statement is TransactionControl { Verb: TransactionVerb.Commit or TransactionVerb.Rollback } && !scope.State.HasBegun)
            {
                scope.Add(scope.Statement.Start, "No transaction was begun here. Add BEGIN in front of what belongs together, or leave this out.");
            }
        }),
        new("transaction-left-open", Error, "A transaction that is begun is committed.", "Everything in it is rolled back when the session ends.", Any, null)
        {
            AtEnd = scope =>
            {
                if (scope.State.HasBegun)
                {
                    scope.Add(scope.State.TransactionStart, "This transaction is never committed: what it did is lost when the session ends. Add COMMIT.");
                }
            },
        },
        new("not-repeatable", Info, "What cannot be rolled back can be run again.", "After a failure in the middle the migration cannot simply be run once more.", PostgreSql, scope =>
        {
            if (!scope.State.InTransaction && NotRepeatable(scope.Statement) is { } words)
            {
                scope.Add(scope.Statement.Start, $"It runs outside a transaction: if a later statement fails, this one has happened. With {words} it can be run again.");
            }
        }),
        new("unseen-code", Warning, "What runs can be seen.", "Text that is put together at run time may do anything, and nobody reviews it.", PostgreSql, scope =>
        {
            if (scope.Statement is DoBlock block && BlockStatements.Executes(block.Body) is not null)
            {
                scope.Add(scope.Statement.Start, "The block runs text with EXECUTE, which cannot be judged here. Write the statement itself, or review what the text may become.");
            }
        }),
    ];

    private static string? Refuses(SqlStatement statement, Version version) => statement switch
    {
        CreateIndex { IsConcurrent: true } => "CREATE INDEX CONCURRENTLY",
        DropObjects { IsConcurrent: true } => "DROP INDEX CONCURRENTLY",
        Reindex { IsConcurrent: true } => "REINDEX CONCURRENTLY",
        Reindex { What: "DATABASE" or "SYSTEM" or "SCHEMA" } => "REINDEX of a whole schema or database",
        AlterTable alter when alter.Actions.Any(action => action is DetachPartition { IsConcurrent: true }) => "DETACH PARTITION CONCURRENTLY",
        Vacuum => "VACUUM",
        ClusterTable { Table: null } => "CLUSTER of all tables",
        AddEnumValue when version.Major < 12 => "ALTER TYPE … ADD VALUE (before PostgreSQL 12)",
        DropObjects { Kind: ObjectKind.Database or ObjectKind.Tablespace } => "DROP DATABASE or DROP TABLESPACE",
        CreateOther { Kind: ObjectKind.Database or ObjectKind.Tablespace or ObjectKind.Subscription } => "CREATE DATABASE, TABLESPACE or SUBSCRIPTION",
        AlterOther { Kind: ObjectKind.Other, Action: var action } when action.StartsWith("SET", StringComparison.OrdinalIgnoreCase) && statement.Text.StartsWith("ALTER SYSTEM", StringComparison.OrdinalIgnoreCase) => "ALTER SYSTEM",
        _ => null,
    };

    private static string? NotRepeatable(SqlStatement statement) => statement switch
    {
        CreateIndex { IsConcurrent: true, IfNotExists: false } => "IF NOT EXISTS (and DROP INDEX CONCURRENTLY IF EXISTS in front of it, for an index that was left invalid)",
        DropObjects { IsConcurrent: true, IfExists: false } or DropObjects { Kind: ObjectKind.Table or ObjectKind.View or ObjectKind.Type or ObjectKind.Schema, IfExists: false } => "IF EXISTS",
        CreateTable { IfNotExists: false, IsTemporary: false } => "IF NOT EXISTS",
        AddEnumValue { IfNotExists: false } => "IF NOT EXISTS",
        _ => null,
    };

    private static void NotYet(LintScope scope)
    {
        foreach (var (from, what) in Needs(scope.Statement))
        {
            if (scope.Version.Major < from)
            {
                scope.Add(scope.Statement.Start, string.Create(CultureInfo.InvariantCulture, $"{what} is there from PostgreSQL {from} on, and the server is {scope.Version.Major}."));
            }
        }
    }

    private static IEnumerable<(int From, string What)> Needs(SqlStatement statement)
    {
        switch (statement)
        {
            case Reindex { IsConcurrent: true }:
                yield return (12, "REINDEX CONCURRENTLY");
                break;
            case CreateIndex index:
                if (index.NullsNotDistinct)
                {
                    yield return (15, "NULLS NOT DISTINCT");
                }

                if (!index.Include.IsEmpty)
                {
                    yield return (11, "INCLUDE");
                }

                break;
            case DataStatement { Verb: DataVerb.Merge }:
                yield return (15, "MERGE");
                break;
            case RenameEnumValue:
                yield return (10, "ALTER TYPE … RENAME VALUE");
                break;
            case CreateTable table:
                foreach (var need in table.Columns.SelectMany(Needs).Concat(table.AllConstraints.SelectMany(Needs)))
                {
                    yield return need;
                }

                break;
            case AlterTable alter:
                foreach (var need in alter.Actions.SelectMany(Needs))
                {
                    yield return need;
                }

                break;
        }
    }

    private static IEnumerable<(int From, string What)> Needs(TableAction action) => action switch
    {
        DetachPartition { IsConcurrent: true } or DetachPartition { Finalize: true } => [(14, "DETACH PARTITION CONCURRENTLY")],
        DropExpression => [(13, "DROP EXPRESSION")],
        SetExpression => [(17, "SET EXPRESSION")],
        SetAccessMethod => [(15, "SET ACCESS METHOD")],
        TuneColumn { What: "COMPRESSION" } => [(14, "SET COMPRESSION")],
        AttachPartition => [(10, "ATTACH PARTITION")],
        AddColumn add => Needs(add.Column),
        AddConstraint add => Needs(add.Constraint),
        _ => [],
    };

    private static IEnumerable<(int From, string What)> Needs(ColumnDefinition column)
    {
        if (column.Generated is { } generated)
        {
            yield return generated.IsStored ? (12, "A generated column") : (18, "A virtual generated column");
        }

        if (column.Identity is not null)
        {
            yield return (10, "An identity column");
        }

        foreach (var need in column.Constraints.SelectMany(Needs))
        {
            yield return need;
        }
    }

    private static IEnumerable<(int From, string What)> Needs(TableConstraint constraint)
    {
        if (constraint.NullsNotDistinct)
        {
            yield return (15, "NULLS NOT DISTINCT");
        }

        if (constraint.IsNotEnforced)
        {
            yield return (18, "NOT ENFORCED");
        }

        if (constraint.Kind == ConstraintKind.NotNull)
        {
            yield return (18, "NOT NULL as a named constraint");
        }
    }
}
