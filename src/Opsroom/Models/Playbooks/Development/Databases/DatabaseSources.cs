using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Development.Databases;

/// <summary>A text of SQL that the task shows, or a file that it names.</summary>
internal sealed record DatabaseSource(string? Text, string? Path)
{
    public static DatabaseSource OfText(string text) => new(text, null);

    /// <summary>As the twins of an argument.</summary>
    public IEnumerable<(string, JsonNode?)> Arguments(string name) => [Path is null ? ($"{name}_content", Text) : ($"{name}_path", Path)];
}

/// <summary>Finds what a task gives to work on: schemas, statements, a query, a connection.</summary>
internal sealed partial class DatabaseSources
{
    private static readonly string[] Frameworks = ["flyway", "alembic", "knex", "ef"];

    private readonly PlaybookBrief asked;
    private readonly TaskBrief brief;
    private readonly ImmutableArray<string> texts;

    public DatabaseSources(PlaybookBrief asked, TaskBrief brief)
    {
        (this.asked, this.brief) = (asked, brief);
        var blocks = brief.CodeBlocks.Where(block => block.Kind is "sql" or "text" or "postgresql" or "mysql" or "sqlite" && Statement().IsMatch(block.Content)).Select(block => block.Content);
        texts = [.. blocks];
    }

    /// <summary><c>postgresql</c> where nothing else is said.</summary>
    public string Type => brief.DatabaseType is "mysql" or "mariadb" ? "mysql" : brief.DatabaseType == "sqlite" ? "sqlite" : "postgresql";

    public string? Connection => brief.Connection ?? (Named().Match(asked.Task) is { Success: true } named ? named.Groups["name"].Value : null);

    public string? Framework => Frameworks.FirstOrDefault(name => brief.Text.Mentions(name)) ?? (brief.Text.Mentions("entity", "efcore", "ef-core") ? "ef" : null);

    /// <summary>The two schemas of a comparison, in the order in which they stand.</summary>
    public (DatabaseSource From, DatabaseSource To)? Schemas
    {
        get
        {
            string[] shown = [.. texts.Where(IsSchema)];
            if (shown is [var first, var second])
            {
                return (DatabaseSource.OfText(first), DatabaseSource.OfText(second));
            }

            string[] files = [.. brief.Paths.Where(path => path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ddl", StringComparison.OrdinalIgnoreCase))];
            return files is [var one, var other] && brief.Text.Mentions("migration", "migrations", "diff", "difference", "between", "from", "compare", "von", "entre", "de", "van") ? (new(null, one), new(null, other)) : null;
        }
    }

    /// <summary>A query that stands in the task.</summary>
    public string? Query => texts.Concat(brief.Sql).FirstOrDefault(IsQuery)?.Trim().TrimEnd(';');

    /// <summary>Whether a query is all the SQL there is, and nothing else is asked of it.</summary>
    public bool IsOnlyQuery => Query is not null && texts.Concat(brief.Sql).All(IsQuery);

    /// <summary>Statements that change a schema that is there.</summary>
    public DatabaseSource? Changes =>
        texts.Where(text => Change().IsMatch(text)).Select(DatabaseSource.OfText).FirstOrDefault()
        ?? (string.Join("\n", brief.Sql.Where(sql => !IsQuery(sql)).Select(sql => sql.TrimEnd().TrimEnd(';') + ";")) is { Length: > 0 } said && Change().IsMatch(said) ? DatabaseSource.OfText(said) : null)
        ?? (brief.Text.Mentions("lint", "check", "review", "safe", "migration", "run", "apply", "prüfe", "vérifie", "revisa") && texts.IsEmpty ? File() : null);

    /// <summary>A schema by itself.</summary>
    public DatabaseSource? Ddl => texts.Where(IsSchema).Select(DatabaseSource.OfText).FirstOrDefault()
        ?? (string.Join("\n", brief.Sql.Where(IsSchema)) is { Length: > 0 } said ? DatabaseSource.OfText(said) : null)
        ?? File();

    private DatabaseSource? File() => brief.Paths.FirstOrDefault(path => path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ddl", StringComparison.OrdinalIgnoreCase)) is { } path ? new(null, path) : null;

    private static bool IsQuery(string sql) => QueryStart().IsMatch(sql);

    private static bool IsSchema(string sql) => Table().IsMatch(sql) && !Change().IsMatch(sql);

    [GeneratedRegex(@"\b(select|with|create|alter|drop|insert|update|delete|truncate|rename)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^\s*(select|with)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex QueryStart();

    [GeneratedRegex(@"\bcreate\s+(unlogged\s+)?table\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Table();

    // an index or a key may be part of a schema; with a table made beside it, it is
    [GeneratedRegex(@"\A(?!.*\bcreate\s+table\b).*\b(alter\s+table|create\s+(unique\s+)?index|drop\s+(table|index|column|view|type)|rename\s+table|truncate|update\s+\S+\s+set|delete\s+from|insert\s+into|add\s+column|vacuum|alter\s+type)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Change();

    [GeneratedRegex(@"\b(?:connection|database|verbindung|datenbank|connexion|conexión|conexão|connessione|verbinding|соединени\w+|db)\s+(?:called\s+|named\s+|namens\s+)?[`'""]?(?<name>[A-Za-z0-9][A-Za-z0-9_.-]{1,62})[`'""]?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Named();
}
