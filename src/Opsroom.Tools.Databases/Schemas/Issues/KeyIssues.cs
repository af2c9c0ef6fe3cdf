using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas.Issues;

/// <summary>Primary keys, unique constraints and foreign keys.</summary>
internal static partial class KeyIssues
{
    private const int WideKey = 64;

    public static void Find(IssueList issues, SchemaTable table)
    {
        if (table.PrimaryKey is not { } key)
        {
            if (table.PartitionOf is null && table.Inherits.IsEmpty)
            {
                issues.Add("missing-primary-key", Severity.Warning, $"{table.Name} has no primary key: rows cannot be told apart, replicated or referred to. Give it one.", $"table/{table.Name}", table.Line);
            }
        }
        else
        {
            Primary(issues, table, key);
        }

        foreach (var unique in table.Uniques.Select(unique => (Columns: (IReadOnlyList<string>)unique.Columns, unique.NullsNotDistinct, unique.Line))
            .Concat(table.Indexes.Where(index => index.IsUnique && index.Where is null).Select(index => (Columns: (IReadOnlyList<string>)[.. index.LeadingColumns], index.NullsNotDistinct, index.Line))))
        {
            var nullable = unique.Columns.Where(name => table.Column(name) is { IsNullable: true }).ToList();
            if (nullable.Count > 0 && !unique.NullsNotDistinct)
            {
                issues.Add(
                    "nullable-unique", Severity.Info, $"{table.Name} ({string.Join(", ", unique.Columns)}) is unique, but rows without {string.Join(", ", nullable)} may repeat: NULL equals nothing. Require the value{(issues.Dialect.IsPostgreSql ? ", or say NULLS NOT DISTINCT" : "")}.",
                    $"table/{table.Name}", unique.Line);
            }
        }

        foreach (var foreign in table.ForeignKeys)
        {
            Foreign(issues, table, foreign);
        }
    }

    private static void Primary(IssueList issues, SchemaTable table, TableKey key)
    {
        foreach (var column in key.Columns.Select(table.Column).OfType<TableColumn>())
        {
            var target = $"column/{table.Name}.{column.Name}";
            if (CharacterLength().Match(column.Type) is { Success: true } match && int.TryParse(match.Groups["length"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > WideKey)
            {
                issues.Add("wide-key", Severity.Warning, $"{table.Name}.{column.Name} is part of the primary key and {column.Type}: every index and every reference repeats it. Take a number or a uuid, and make this one unique.", target, column.Line);
            }
            else if (column.Type is "text" or "longtext" or "mediumtext" or "citext" && !issues.Dialect.IsSqlite)
            {
                issues.Add("text-key", Severity.Info, $"{table.Name}.{column.Name} is part of the primary key and {column.Type}, without a limit of its length. Take a number or a uuid, or limit it.", target, column.Line);
            }

            if (column.Type is "smallint" or "integer" or "int" && column.Identity != IdentityKind.None && !issues.Dialect.IsSqlite)
            {
                issues.Add(
                    "int-key", Severity.Info, $"{table.Name}.{column.Name} counts in {column.Type}: the numbers end at {(column.Type == "smallint" ? "32,767" : "2,147,483,647")}, and changing the type later rewrites the table. Take bigint for what grows.", target, column.Line);
            }

            if (issues.Dialect.IsSqlite && column.IsNullable && !table.Options.ContainsKey("WITHOUT ROWID") && !table.Options.ContainsKey("STRICT")
                && !(key.Columns.Length == 1 && column.Type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase)))
            {
                issues.Add("nullable-primary-key", Severity.Warning, $"{table.Name}.{column.Name} is part of the primary key and may be NULL: SQLite lets that pass unless NOT NULL stands with it.", target, column.Line);
            }
        }
    }

    private static void Foreign(IssueList issues, SchemaTable table, TableForeignKey key)
    {
        var target = $"table/{table.Name}";
        var columns = string.Join(", ", key.Columns);
        if (issues.Schema.Table(key.Target) is not { } referred)
        {
            issues.Add("unknown-reference", Severity.Error, $"{table.Name} ({columns}) refers to {key.Target}, which is not in the schema.", target, key.Line);
            return;
        }

        if (!issues.Dialect.IsMySql && table.PartitionOf is null && !IsIndexed(issues, table, key))
        {
            issues.Add("unindexed-foreign-key", Severity.Warning, $"{table.Name} ({columns}) refers to {key.Target} without an index: each delete or key change there reads all of {table.Name}, and joins do as well. Add an index on it.", target, key.Line);
        }

        if (key.IsNotValid)
        {
            issues.Add("not-validated", Severity.Warning, $"The foreign key {key.Name} of {table.Name} was never validated: rows from before it may refer to nothing. Run VALIDATE CONSTRAINT.", target, key.Line);
        }

        foreach (var (own, other) in key.Columns.Zip(key.TargetColumns).Select(pair => (table.Column(pair.First), referred.Column(pair.Second))))
        {
            if (own is not null && other is not null && Comparable(own.Type) != Comparable(other.Type))
            {
                issues.Add(
                    "foreign-key-type", issues.Dialect.IsMySql ? Severity.Error : Severity.Warning, $"{table.Name}.{own.Name} is {own.Type} and refers to {key.Target}.{other.Name}, which is {other.Type}: {(issues.Dialect.IsMySql ? "the server refuses it" : "values that fit one may not fit the other, and comparing them converts")}. Give both one type.",
                    $"column/{table.Name}.{own.Name}", own.Line ?? key.Line);
            }
        }

        if (key.TargetColumns.IsEmpty || !IsUnique(issues, referred, key))
        {
            issues.Add("reference-not-unique", Severity.Error, $"{table.Name} ({columns}) refers to {key.Target} ({string.Join(", ", key.TargetColumns)}), which no key makes unique: the server refuses it. Refer to the primary key, or make those columns unique.", target, key.Line);
        }

        if (table.ForeignKeys.Any(other => other != key && string.CompareOrdinal(other.Name, key.Name) < 0 && issues.Same(other.Columns, key.Columns) && issues.Schema.Same(other.Target, key.Target)))
        {
            issues.Add("duplicate-foreign-key", Severity.Warning, $"{table.Name} ({columns}) refers to {key.Target} twice. Drop one of the two.", target, key.Line);
        }
    }

    private static bool IsIndexed(IssueList issues, SchemaTable table, TableForeignKey key) => table.Indexes.Where(index => index.Where is null && index.Method is null).Select(index => index.LeadingColumns)
        .Concat(table.Uniques.Select(unique => (IEnumerable<string>)unique.Columns)).Append(table.PrimaryKey?.Columns ?? [])
        .Any(columns => columns.Take(key.Columns.Length).ToHashSet(issues.Dialect.Names).SetEquals(key.Columns));

    private static bool IsUnique(IssueList issues, SchemaTable referred, TableForeignKey key) =>
        referred.Uniques.Select(unique => (IEnumerable<string>)unique.Columns).Append(referred.PrimaryKey?.Columns ?? []).Concat(referred.Indexes.Where(index => index.IsUnique && index.Where is null).Select(index => index.LeadingColumns))
            .Any(columns => columns.ToHashSet(issues.Dialect.Names).SetEquals(key.TargetColumns))
        || issues.Dialect.IsMySql && referred.Indexes.Any(index => issues.Same(index.LeadingColumns.Take(key.TargetColumns.Length), key.TargetColumns));

    private static string Comparable(string type) => type.ToLowerInvariant().Split('(')[0] switch { "character varying" or "varchar" or "text" => "text", var other when type.Contains("unsigned", StringComparison.OrdinalIgnoreCase) => other + " unsigned", var other => other };

    [GeneratedRegex(@"^(?:character varying|character|varchar|char|nvarchar)\((?<length>\d{1,9})\)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CharacterLength();
}
