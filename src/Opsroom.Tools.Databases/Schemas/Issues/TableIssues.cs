using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas.Issues;

/// <summary>Tables as a whole.</summary>
internal static class TableIssues
{
    private const int ManyColumns = 100;

    public static void Find(IssueList issues, SchemaTable table)
    {
        var target = $"table/{table.Name}";
        if (ReservedWords.Contains(table.Name.Name, issues.Dialect))
        {
            issues.Add("reserved-name", Severity.Info, $"{table.Name} is a reserved word of {issues.Dialect.Product}: every query has to quote it. Call it something else.", target, table.Line);
        }
        else if (issues.Dialect.IsPostgreSql && table.Name.Name.Any(char.IsAsciiLetterUpper))
        {
            issues.Add("quoted-name", Severity.Info, $"{table.Name} has capital letters: every query has to quote it. Take lower case.", target, table.Line);
        }

        if (table.Columns.Length > ManyColumns)
        {
            issues.Add("wide-table", Severity.Info, $"{table.Name} has {table.Columns.Length} columns: every row that changes is written as a whole. Split off what is rarely read.", target, table.Line);
        }

        foreach (var check in table.Checks.Where(check => check.IsNotValid))
        {
            issues.Add("not-validated", Severity.Warning, $"The check {check.Name} of {table.Name} was never validated: rows from before it may break it. Run VALIDATE CONSTRAINT.", target, check.Line);
        }

        if (table.IsUnlogged)
        {
            issues.Add("unlogged-table", Severity.Warning, $"{table.Name} is unlogged: it is empty after a crash and on every replica.", target, table.Line);
        }

        if (!issues.Dialect.IsMySql)
        {
            return;
        }

        if (table.Options.TryGetValue("ENGINE", out var engine) && engine.Equals("MyISAM", StringComparison.OrdinalIgnoreCase))
        {
            issues.Add("myisam", Severity.Warning, $"{table.Name} is a MyISAM table: no transactions, no foreign keys, one writer, and repairs after a crash. Take InnoDB.", target, table.Line);
        }

        if (table.Options.TryGetValue("CHARACTER SET", out var charset) && charset.ToLowerInvariant() is "utf8" or "utf8mb3")
        {
            issues.Add("utf8mb3", Severity.Warning, $"{table.Name} is utf8mb3, which cannot hold every character (no emoji). Take utf8mb4.", target, table.Line);
        }
    }
}
