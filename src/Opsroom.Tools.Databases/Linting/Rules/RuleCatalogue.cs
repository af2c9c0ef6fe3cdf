using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>Every rule, by topic, in the order of the documentation.</summary>
internal static class RuleCatalogue
{
    public static ImmutableArray<(string Topic, ImmutableArray<MigrationRule> Rules)> Topics { get; } =
    [
        ("Text and transactions", [.. TransactionRules.All]),
        ("Locks", [.. LockRules.All]),
        ("Indexes", [.. IndexRules.All]),
        ("Constraints", [.. ConstraintRules.All]),
        ("Columns", [.. ColumnRules.All]),
        ("What goes or is called otherwise", [.. RemovalRules.All]),
        ("Rows", [.. DataRules.All]),
        ("Tables and partitions", [.. TableRules.All]),
        ("Types and names", [.. PreferenceRules.All]),
        ("MySQL and MariaDB", [.. MySqlRules.All]),
        ("SQLite", [.. SqliteRules.All]),
    ];

    public static ImmutableArray<MigrationRule> All { get; } = [.. Topics.SelectMany(topic => topic.Rules)];

    /// <summary>The rules that judge what a DO block runs: it cannot set timeouts for itself, and transactions are not its own.</summary>
    public static ImmutableArray<MigrationRule> InBlocks { get; } =
        [.. All.Where(rule => rule.Dialects.Contains(Sql.SqlDialect.PostgreSql) && rule.AtEnd is null && rule.Id is not ("missing-lock-timeout" or "missing-statement-timeout" or "not-repeatable"))];
}
