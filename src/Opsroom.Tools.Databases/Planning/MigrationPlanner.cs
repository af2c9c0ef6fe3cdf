using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>Turns a migration into steps that clients do not notice, as far as the engine can.</summary>
internal static class MigrationPlanner
{
    public static ToolResult<MigrationPlan> Plan(string sql, LintTerms terms)
    {
        var script = StatementParser.Parse(sql, terms.Dialect);
        if (script.Statements.OfType<BrokenStatement>().FirstOrDefault() is { } broken)
        {
            return ToolFailure.InvalidArgument(FormattableString.Invariant($"Line {script.Text.Locate(broken.Fault.At).Line}: {broken.Fault.Message}"));
        }

        var (state, plan) = (MigrationLinter.StateOf(terms), new PlanWriter(terms));
        var tables = new PostgresPlans(plan, state);
        var columns = new PostgresColumnPlans(plan, tables);
        foreach (var statement in script.Statements.Where(each => each is not (TransactionControl or ClientCommand or SetVariable { Name: "lock_timeout" or "statement_timeout" })))
        {
            if (terms.Dialect.IsPostgreSql)
            {
                Write(plan, tables, columns, state, script.Text, statement);
            }
            else
            {
                Others(plan, script.Text, statement, terms.Dialect);
            }

            state.Apply(statement, []);
        }

        return plan.Written();
    }

    private static void Write(PlanWriter plan, PostgresPlans tables, PostgresColumnPlans columns, MigrationState state, SqlText text, SqlStatement statement)
    {
        var written = text.Written(statement.Tokens.From, statement.Tokens.To);
        switch (statement)
        {
            case CreateIndex { IsConcurrent: false } index when !state.IsNew(index.Table) && state.Find(index.Table) is not { IsPartitioned: true }:
                plan.Expand($"Build the index on {index.Table}; reads and writes go on. A failure leaves an invalid index: drop it concurrently and run this again.", $"{Behind(written, "INDEX", " CONCURRENTLY")};", isLong: true);
                break;
            case DropObjects { Kind: ObjectKind.Index, IsConcurrent: false }:
                plan.Contract("Drop the index; reads and writes go on.", $"{Behind(written, "INDEX", " CONCURRENTLY")};");
                break;
            case DropObjects { Kind: ObjectKind.Table } drop when !drop.Names.All(state.IsNew):
                plan.Release($"Release clients that do not use {string.Join(", ", drop.Names)}; keep a copy.");
                plan.Contract("Drop it.", $"{written};", destroys: true);
                break;
            case AlterTable { Kind: ObjectKind.Table } alter when !state.IsNew(alter.Name):
                for (var index = 0; index < alter.Actions.Length; index++)
                {
                    Write(plan, tables, columns, state, alter, alter.Actions[index], Action(text, alter, index));
                }

                break;
            default:
                plan.Expand("Run this as it is.", $"{written};", isLong: statement is Vacuum);
                break;
        }
    }

    private static void Write(PlanWriter plan, PostgresPlans tables, PostgresColumnPlans columns, MigrationState state, AlterTable alter, TableAction action, (string Whole, string Part) written)
    {
        switch (action)
        {
            case AddConstraint add:
                tables.Constrain(alter.Name, add.Constraint, written.Part);
                break;
            case SetNotNull set:
                tables.Require(alter.Name, set.Column);
                break;
            case AddColumn add:
                tables.Add(alter.Name, add.Column, written.Part);
                break;
            case RenameColumn rename:
                columns.Rename(alter.Name, rename.Column, rename.NewName);
                break;
            case RenameTable rename:
                tables.RenameTable(alter.Name, rename.NewName);
                break;
            case DropColumn drop:
                tables.Drop(alter.Name, drop);
                break;
            case SetType type when TypeChange.Of(state.Column(alter.Name, type.Column)?.Type, type, state.Version, isUtc: false) != TypeChangeCost.Free:
                columns.Retype(alter.Name, type);
                break;
            default:
                plan.Expand($"Change {alter.Name} as it is written.", $"ALTER TABLE {PostgresDdl.Quote(alter.Name)} {written.Whole};");
                break;
        }
    }

    // MySQL says itself whether it can go on meanwhile, SQLite has one writer anyway
    private static void Others(PlanWriter plan, SqlText text, SqlStatement statement, SqlDialect dialect)
    {
        if (dialect.IsMySql && statement is AlterTable { Actions: [var only] } renaming && RenameOf(only) is { } rename && rename.From != rename.To)
        {
            new MySqlPlans(plan).Rename(renaming.Name, rename.From, rename.To, (only as RedefineColumn)?.Definition, Action(text, renaming, 0).Whole);
            return;
        }

        var written = text.Written(statement.Tokens.From, statement.Tokens.To);
        var goes = statement is DropObjects { Kind: ObjectKind.Table } || (statement is AlterTable dropping && dropping.Actions.Any(action => action is DropColumn));
        if (goes)
        {
            plan.Release("Release clients that do not use what is dropped; keep a copy.");
            plan.Contract("Drop it.", $"{written};", destroys: true);
            return;
        }

        if (statement is AlterTable { Online: { Algorithm: null, Lock: null } } && dialect.IsMySql)
        {
            plan.Assume("Each ALTER TABLE asks for INPLACE without a lock: where the server refuses, use gh-ost or pt-online-schema-change.");
            written += ", ALGORITHM=INPLACE, LOCK=NONE";
        }

        plan.Expand("Run this.", $"{written};");
    }

    private static (string From, string To)? RenameOf(TableAction action) => action switch
    {
        RenameColumn rename => (rename.Column, rename.NewName),
        RedefineColumn redefine => (redefine.Column, redefine.Definition.Name),
        _ => null,
    };

    private static string Behind(string sql, string word, string added)
    {
        var at = sql.IndexOf(word, StringComparison.OrdinalIgnoreCase) + word.Length;
        return $"{sql[..at]}{added}{sql[at..]}";
    }

    /// <summary>An action as written, and the part of it that defines what is added.</summary>
    private static (string Whole, string Part) Action(SqlText text, AlterTable alter, int index)
    {
        var action = alter.Actions[index];
        var end = index + 1 < alter.Actions.Length ? text.Source.LastIndexOf(',', alter.Actions[index + 1].At - 1) : alter.End;
        var from = action switch { AddConstraint add => add.Constraint.At, AddColumn add => add.Column.At, _ => action.At };
        return (text.Source[action.At..end].Trim(), text.Source[from..end].Trim());
    }
}
