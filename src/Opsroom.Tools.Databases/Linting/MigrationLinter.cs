using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Databases.Linting.Rules;
using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>What to judge a migration against.</summary>
/// <param name="Schema">DDL of what is there before; null where that is not known.</param>
/// <param name="InTransaction">Whether whoever runs it puts it into one transaction.</param>
internal sealed record LintTerms(SqlDialect Dialect, Version Version, TableSizes Sizes, string? Schema = null, bool InTransaction = false);

/// <summary>Judges a migration without a database.</summary>
internal static class MigrationLinter
{
    public static MigrationLint Lint(string sql, LintTerms terms)
    {
        var script = StatementParser.Parse(sql, terms.Dialect);
        var state = StateOf(terms);
        var scope = new LintScope(script.Text, state, script.Statements, terms.Sizes) { Statement = new OtherStatement("") };
        var locks = ImmutableArray.CreateBuilder<StatementLock>();
        var rules = RuleCatalogue.All.Where(rule => rule.Dialects.Contains(terms.Dialect)).ToList();
        foreach (var statement in script.Statements)
        {
            var taken = StatementLocks.Of(statement, state);
            (scope.Statement, scope.Locks) = (statement, [.. taken.Where(each => !state.IsNew(each.Object))]);
            foreach (var rule in rules)
            {
                scope.Check(rule);
            }

            locks.AddRange(scope.Locks.Select(each => Shown(each, statement, script.Text, terms.Sizes)));
            state.Apply(statement, taken);
        }

        foreach (var rule in rules)
        {
            scope.CheckEnd(rule);
        }

        var findings = scope.Findings.Concat(Bodies(script, terms)).Distinct().OrderBy(each => each.Severity).ThenBy(each => each.Line).ThenBy(each => each.Column).ToImmutableArray();
        return new MigrationLint(
            findings, locks.ToImmutable(), findings.All(each => each.Severity != Severity.Error), script.Statements.Count(each => each is not ClientCommand), terms.Version.ToString());
    }

    /// <summary>What is there before a migration begins.</summary>
    public static MigrationState StateOf(LintTerms terms)
    {
        var state = new MigrationState(terms.Dialect, terms.Version, terms.InTransaction) { IsSchema = true };
        foreach (var statement in terms.Schema is null ? [] : StatementParser.Parse(terms.Schema, terms.Dialect).Statements)
        {
            SchemaFold.Apply(state, statement);
        }

        state.IsSchema = false;
        return state;
    }

    // what a DO block runs is judged as if it stood there, as far as it can be seen
    private static IEnumerable<Finding> Bodies(SqlScript script, LintTerms terms)
    {
        foreach (var block in script.Statements.OfType<DoBlock>())
        {
            var body = script.Text.Tokens[block.Tokens.From..block.Tokens.To].FirstOrDefault(token => token.Kind == SqlTokenKind.Text && token.Value == block.Body);
            var offset = body.Kind == SqlTokenKind.Text ? script.Text.Source.IndexOf(block.Body, body.Start, StringComparison.Ordinal) : -1;
            foreach (var statement in BlockStatements.Of(block.Body).Where(_ => offset >= 0))
            {
                var state = StateOf(terms);
                var scope = new LintScope(script.Text, state, [statement], terms.Sizes, offset) { Statement = statement, Locks = StatementLocks.Of(statement, state) };
                foreach (var rule in RuleCatalogue.InBlocks)
                {
                    scope.Check(rule);
                }

                foreach (var finding in scope.Findings)
                {
                    yield return finding;
                }
            }
        }
    }

    private static StatementLock Shown(HeldLock held, SqlStatement statement, SqlText text, TableSizes sizes)
    {
        var rows = sizes.Find(held.Object)?.Rows is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows") : "all rows";
        var holds = held.Rewrites ? $"while {rows} are written anew, its indexes too" : held.Builds ? $"while an index over {rows} is built" : held.Scans ? $"while {rows} are read"
            : statement is DataStatement or LockTables ? "until the transaction ends" : "until the catalog is written and the transaction ends";
        return new StatementLock(
            statement.Number, held.Object.ToString(), held.Mode, held.Blocks, held.Rewrites, held.Scans || held.Rewrites, text.Locate(statement.Start).Line, holds, LockTime.Of(held, sizes.Bytes(held.Object)));
    }
}
