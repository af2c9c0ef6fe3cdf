using System.Text;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>Types that are regretted later.</summary>
internal static class PreferenceRules
{
    private const int LongestName = 63;

    public static IEnumerable<MigrationRule> All { get; } =
    [
        OfColumns("prefer-identity", Info, "Columns that count by themselves are identity columns.", "A serial's sequence has rights and an owner of its own, and inserts may overrule it by accident.", (_, column) =>
            column.Type?.Name is "serial" or "bigserial" or "smallserial" ? $"Use {(column.Type.Name == "serial" ? "bigint" : column.Type.Name == "bigserial" ? "bigint" : "smallint")} GENERATED ALWAYS AS IDENTITY instead of {column.Type.Name}." : null),
        OfColumns("prefer-bigint-key", Info, "Keys that count are bigint.", "At 2,147,483,647 every insert fails, and the change then takes long.", (table, column) =>
            (column.Type?.Name is "integer" or "smallint" or "serial" or "smallserial") && IsKey(table, column) ? $"{column.Name} ends at {(column.Type.Name is "integer" or "serial" ? "2,147,483,647" : "32,767")}; inserts fail then. Use bigint." : null),
        OfColumns("prefer-text-to-char", Warning, "Text of fixed length is not char(n).", "It is filled up with blanks, which count in some comparisons and not in others.", (_, column) =>
            column.Type is { Name: "character" or "bpchar", Dimensions: 0 } ? $"{column.Type.Text} fills {column.Name} up with blanks and is no faster. Use text, with a CHECK where the length matters." : null),
        OfColumns("prefer-text-to-varchar", Info, "Text without a reason for its length is text.", "A longer limit later needs a lock; a check does not need the type to change.", (_, column) =>
            column.Type is { Name: "character varying", Length: not null } ? $"A limit of {column.Type.Length} in the type of {column.Name} needs ACCESS EXCLUSIVE to change. Use text, with a CHECK (length({column.Name}) <= {column.Type.Length}) if it matters." : null),
        OfColumns("prefer-timestamptz", Warning, "Points in time are timestamptz.", "Without a zone it depends on the client which moment is meant.", (_, column) =>
            column.Type is { Name: "timestamp without time zone" } ? $"{column.Name} does not say which moment it means: that depends on the client's zone. Use timestamptz." : null),
        OfColumns("prefer-jsonb", Warning, "Documents are jsonb.", "json has no equality: SELECT DISTINCT and GROUP BY over it fail, and it cannot be indexed.", (_, column) =>
            column.Type is { Name: "json" } ? $"json cannot be compared or indexed: SELECT DISTINCT over a row with {column.Name} fails. Use jsonb." : null),
        OfColumns("prefer-numeric-to-money", Warning, "Amounts are numeric.", "money takes its fraction and sign from the server's locale.", (_, column) =>
            column.Type is { Name: "money" } ? $"What {column.Name} means depends on the server's lc_monetary. Use numeric(12, 2), with the currency beside it." : null),
        OfColumns("prefer-date-time-zone", Info, "No time of day has a zone of its own.", "timetz has no date, so summer time cannot be known.", (_, column) =>
            column.Type is { Name: "time with time zone" } ? $"{column.Name} has a zone without a date, so the offset cannot be known. Use timestamptz, or time with the zone's name beside it." : null),
        OfColumns("prefer-numeric-to-float", Info, "Amounts of money are exact.", "Binary fractions cannot hold 0.10.", (_, column) =>
            column.Type is { Name: "double precision" or "real" or "float" or "double" } && Means(column.Name, "price", "amount", "total", "cost", "balance", "salary", "fee") ? $"{column.Name} looks like money, which {column.Type.Text} rounds. Use numeric." : null, Any),
        new("name-too-long", Info, "Names have at most 63 bytes.", "They are cut without an error, and two may become one.", PostgreSql, scope =>
        {
            foreach (var token in Names(scope))
            {
                scope.Add(token.Start, $"{token.Value} is cut after 63 bytes to {Cut(token.Value)}. Choose a shorter name.");
            }
        }),
    ];

    private static IEnumerable<SqlToken> Names(LintScope scope) =>
        scope.Statement is CreateTable or CreateIndex or AlterTable or CreateView or CreateEnum or CreateType or CreateSequence or CreateRoutine or CreateTrigger
            ? scope.Tokens.Where(token => token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted && Encoding.UTF8.GetByteCount(token.Value) > LongestName) : [];

    private static string Cut(string name) => name.Length > LongestName ? name[..LongestName] : name;

    private static bool Means(string name, params string[] words) => words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsKey(CreateTable? table, ColumnDefinition column) =>
        column.IsPrimaryKey || (table?.Constraints.Any(each => each.Kind == ConstraintKind.PrimaryKey && each.Columns.Length == 1 && each.Columns[0] == column.Name) ?? false);

    private static MigrationRule OfColumns(string id, Severity severity, string summary, string why, Func<CreateTable?, ColumnDefinition, string?> check, System.Collections.Immutable.ImmutableArray<SqlDialect> dialects = default) =>
        new(id, severity, summary, why, dialects.IsDefault ? PostgreSql : dialects, scope =>
        {
            var table = scope.Statement as CreateTable;
            var columns = table is not null ? table.Columns : scope.Statement is AlterTable alter ? alter.Actions.SelectMany(Written) : [];
            foreach (var column in columns.Where(column => column.Type is not null && table is not { IsTemporary: true }))
            {
                if (check(table, column) is { } message)
                {
                    scope.Add(column.TypeAt == 0 ? column.At : column.TypeAt, message, table?.Name ?? ((AlterTable)scope.Statement).Name);
                }
            }
        });

    private static IEnumerable<ColumnDefinition> Written(TableAction action) => action switch
    {
        AddColumn add => [add.Column],
        AddColumns adds => adds.Columns,
        SetType type => [new ColumnDefinition(type.Column, type.Type) { At = type.At, TypeAt = type.At }],
        _ => [],
    };
}
