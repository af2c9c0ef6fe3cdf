using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>Rows are not lost or locked all at once.</summary>
internal static class DataRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        new("all-rows-deleted", Error, "DELETE says which rows.", "All of them are gone.", Any, scope =>
        {
            foreach (var data in Written(scope, DataVerb.Delete).Where(data => data is { Where: null, HasLimit: false, HasFrom: false }))
            {
                scope.Add(data.Start, $"Every row of {data.Target} is deleted. Say which with WHERE, and delete many in batches.", data.Target);
            }
        }),
        new("all-rows-updated", Warning, "UPDATE says which rows, and many are updated in batches.", "All rows are locked and written in one transaction, and the table grows to twice its size.", Any, scope =>
        {
            foreach (var data in Written(scope, DataVerb.Update).Where(data => data is { Where: null, HasLimit: false, HasFrom: false }))
            {
                scope.Add(data.Start, $"Every row of {data.Target} is written in one transaction: writers wait, and replicas fall behind. Update a few thousand at a time with a WHERE on the key, each in a transaction of its own.", data.Target);
            }
        }),
        new("truncated", Error, "No table is emptied.", "Its rows are gone.", [.. PostgreSql, .. MySql], scope =>
        {
            if (scope.Statement is Truncate truncate)
            {
                foreach (var table in truncate.Tables.Where(table => !scope.State.IsNew(table)))
                {
                    scope.Add(truncate.Start, $"Every row of {table}{(truncate.Cascade ? " and of every table that refers to it" : "")} is gone for good. Delete the rows that are meant, in batches.", table);
                }
            }
        }),
        new("enum-value-used-at-once", Error, "A new label of an enumeration is used after the transaction that adds it.", "It is refused: the label is not safe to use before the commit.", PostgreSql, scope =>
        {
            if (!scope.State.InTransaction || scope.Statement is AddEnumValue)
            {
                return;
            }

            foreach (var label in scope.State.NewLabels.Where(label => scope.Statement.Text.Contains($"'{label.Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal)))
            {
                scope.Add(scope.Statement.Start, $"The label '{label}' was added in this transaction and cannot be used in it. Commit first.");
            }
        }),
    ];

    private static IEnumerable<DataStatement> Written(LintScope scope, DataVerb verb) =>
        scope.Statement is DataStatement data ? data.Inner.Append(data).Where(each => each.Verb == verb && each.Target is { } target && !scope.State.IsNew(target)) : [];
}
