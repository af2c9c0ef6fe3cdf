using System.Text.RegularExpressions;

namespace Opsroom.Models.Playbooks.Development.Databases;

/// <summary>Reads a change of a schema out of a sentence: "rename users.name to full_name", "add an index on orders(customer_id)".</summary>
/// <param name="Sql">The change in one statement, as it would be without care.</param>
/// <param name="Name">In snake_case.</param>
internal sealed partial record ChangeWish(string Sql, string Name)
{
    private const string To = @"(?:to|into|as|zu|nach|in|auf|à|en|a|para|em|naar|на|в|->|→|=>)";

    private const string Of = @"(?:of|in|on|from|to|auf|an|von|aus|zu|der|de|del|da|do|di|van|en|sur|su|op|table|tabelle|tabla|tabela|tabella|the|la|le|die|das|из|в|таблицы|таблицу)";

    private const string Rename = @"(?:renam\w*|umbenenn\w*|benenn\w*|renomm\w*|renombr\w*|renomei\w*|rinomin\w*|hernoem\w*|переимен\w*)";

    private const string Drop = @"(?:drop\w*|remov\w*|delet\w*|lösch\w*|entfern\w*|supprim\w*|elimin\w*|borra\w*|verwijder\w*|удал\w*)";

    private const string Add = @"(?:add\w*|creat\w*|füg\w*|ajout\w*|añad\w*|agreg\w*|adicion\w*|aggiung\w*|voeg\w*|добав\w*|new|neue\w*)";

    private const string Column = @"(?:columns?|fields?|spalte\w*|colonne?\w*|columna\w*|coluna\w*|colonna|kolom|столбец|колонку|поле)";

    private const string Word = "[A-Za-z_][A-Za-z0-9_]{0,62}";

    private const string Type = @"(?:smallint|integer|int|bigint|serial|bigserial|text|varchar(?:\s*\(\s*\d{1,5}\s*\))?|char(?:\s*\(\s*\d{1,5}\s*\))?|boolean|bool|uuid|jsonb?|date|timestamptz|timestamp|datetime|time|real|double precision|numeric(?:\s*\(\s*\d{1,3}\s*(?:,\s*\d{1,3}\s*)?\))?|decimal(?:\s*\(\s*\d{1,3}\s*(?:,\s*\d{1,3}\s*)?\))?|bytea|blob)";

    /// <summary>Null where the sentence asks for no change that can be told.</summary>
    public static ChangeWish? Read(string sentence)
    {
        var text = Marks().Replace(sentence, "");
        if (text.Length > 4_000)
        {
            return null;
        }

        return RenamedColumn().Match(text) is { Success: true } dotted ? OfRename(dotted)
            : RenamedNamedColumn().Match(text) is { Success: true } named ? OfRename(named)
            : RenamedTable().Match(text) is { Success: true } table ? Made($"ALTER TABLE {table.Groups["t"]} RENAME TO {table.Groups["n"]};", $"rename_{table.Groups["t"]}_to_{table.Groups["n"]}")
            : ForeignKey().Match(text) is { Success: true } key ? OfForeignKey(key)
            : Indexed().Match(text) is { Success: true } index ? OfIndex(index)
            : Required().Match(text) is { Success: true } required ? Made($"ALTER TABLE {required.Groups["t"]} ALTER COLUMN {required.Groups["c"]} SET NOT NULL;", $"require_{required.Groups["t"]}_{required.Groups["c"]}")
            : Unique().Match(text) is { Success: true } unique ? Made($"ALTER TABLE {unique.Groups["t"]} ADD CONSTRAINT {unique.Groups["t"]}_{unique.Groups["c"]}_key UNIQUE ({unique.Groups["c"]});", $"unique_{unique.Groups["t"]}_{unique.Groups["c"]}")
            : Retyped().Match(text) is { Success: true } retyped ? Made($"ALTER TABLE {retyped.Groups["t"]} ALTER COLUMN {retyped.Groups["c"]} TYPE {retyped.Groups["type"].Value.ToLowerInvariant()};", $"change_{retyped.Groups["t"]}_{retyped.Groups["c"]}")
            : AddedColumn().Match(text) is { Success: true } added ? OfColumn(added)
            : AddedDotted().Match(text) is { Success: true } plain ? OfColumn(plain)
            : DroppedColumn().Match(text) is { Success: true } dropped ? OfDrop(dropped)
            : DroppedNamedColumn().Match(text) is { Success: true } gone ? OfDrop(gone)
            : DroppedTable().Match(text) is { Success: true } away ? Made($"DROP TABLE {away.Groups["t"]};", $"drop_{away.Groups["t"]}")
            : null;
    }

    private static ChangeWish OfRename(Match match) =>
        Made($"ALTER TABLE {match.Groups["t"]} RENAME COLUMN {match.Groups["c"]} TO {match.Groups["n"]};", $"rename_{match.Groups["t"]}_{match.Groups["c"]}_to_{match.Groups["n"]}");

    private static ChangeWish OfDrop(Match match) => Made($"ALTER TABLE {match.Groups["t"]} DROP COLUMN {match.Groups["c"]};", $"drop_{match.Groups["t"]}_{match.Groups["c"]}");

    private static ChangeWish OfColumn(Match match)
    {
        var type = match.Groups["type"].Success ? match.Groups["type"].Value.ToLowerInvariant() : "text";
        return Made($"ALTER TABLE {match.Groups["t"]} ADD COLUMN {match.Groups["c"]} {type}{(match.Groups["required"].Success ? " NOT NULL" : "")};", $"add_{match.Groups["c"]}_to_{match.Groups["t"]}");
    }

    private static ChangeWish OfIndex(Match match)
    {
        var columns = string.Join(", ", match.Groups["c"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var name = $"{match.Groups["t"]}_{columns.Replace(", ", "_", StringComparison.Ordinal)}_idx";
        return Made($"CREATE {(match.Groups["unique"].Success ? "UNIQUE " : "")}INDEX {name} ON {match.Groups["t"]} ({columns});", $"index_{match.Groups["t"]}_{columns.Replace(", ", "_", StringComparison.Ordinal)}");
    }

    private static ChangeWish OfForeignKey(Match match)
    {
        var target = match.Groups["d"].Success ? match.Groups["d"].Value : "id";
        return Made($"ALTER TABLE {match.Groups["t"]} ADD CONSTRAINT {match.Groups["t"]}_{match.Groups["c"]}_fkey FOREIGN KEY ({match.Groups["c"]}) REFERENCES {match.Groups["u"]} ({target});", $"reference_{match.Groups["t"]}_{match.Groups["c"]}");
    }

    private static ChangeWish Made(string sql, string name) => new(sql, name.ToLowerInvariant());

    [GeneratedRegex("[`'\"“”«»]", RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\b" + Rename + @"\b.{0,40}?\b(?<t>" + Word + @")\.(?<c>" + Word + @")\s+(?:.{0,20}?\s)?" + To + @"\s+(?:" + Word + @"\.)?(?<n>" + Word + @")\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex RenamedColumn();

    [GeneratedRegex(@"\b" + Rename + @"\s+(?:the\s+|die\s+|la\s+)?" + Column + @"\s+(?<c>" + Word + @")\s+(?:" + Of + @"\s+){1,3}(?<t>" + Word + @")\s+" + To + @"\s+(?<n>" + Word + @")\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex RenamedNamedColumn();

    [GeneratedRegex(@"\b" + Rename + @"\s+(?:the\s+|die\s+|la\s+)?(?:table|tabelle|tabla|tabela|tabella|tabel|таблицу)\s+(?<t>" + Word + @")\s+" + To + @"\s+(?<n>" + Word + @")\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex RenamedTable();

    [GeneratedRegex(@"\bforeign[ -]key\b.{0,30}?\b(?<t>" + Word + @")\.(?<c>" + Word + @")\s+(?:to|references|on|->|→)\s+(?<u>" + Word + @")(?:\.(?<d>" + Word + @")|\s*\(\s*(?<d>" + Word + @")\s*\))?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ForeignKey();

    [GeneratedRegex(@"\b(?<unique>unique\s+)?ind(?:ex|ice|ek?s)\w*\s+(?:on|for|auf|für|sur|en|em|su|op|to|на)\s+(?:the\s+)?(?<t>" + Word + @")(?:\.(?<c>" + Word + @")|\s*\(\s*(?<c>" + Word + @"(?:\s*,\s*" + Word + @"){0,7})\s*\))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Indexed();

    [GeneratedRegex(@"\b(?<t>" + Word + @")\.(?<c>" + Word + @")\s+(?:should\s+|must\s+|has\s+to\s+)?(?:be\s+|a\s+)?(?:not[ -]null|required|mandatory|obligatorisch|obligatoire|obligatori\w+|verplicht)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Required();

    [GeneratedRegex(@"\bunique\b.{0,30}?\b(?<t>" + Word + @")\.(?<c>" + Word + @")\b|\b(?<t>" + Word + @")\.(?<c>" + Word + @")\s+(?:should\s+|must\s+|has\s+to\s+)?(?:be\s+)?unique\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Unique();

    [GeneratedRegex(@"\b(?<t>" + Word + @")\.(?<c>" + Word + @")\s+(?:from\s+\S+(?:\s*\([^)]{0,10}\))?\s+|von\s+\S+\s+)?" + To + @"\s+(?:a\s+|an\s+)?(?<type>" + Type + @")(?![\w(])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Retyped();

    [GeneratedRegex(@"\b" + Add + @"\s+(?:an?\s+|the\s+|eine\s+|une\s+|una\s+|uma\s+)?(?:new\s+|neue\s+)?(?<required>not[ -]null\s+|required\s+|mandatory\s+)?(?:nullable\s+)?(?:(?<type>" + Type + @")\s+)?" + Column + @"\s+(?<c>" + Word + @")\s+(?:\(?(?<type>" + Type + @")\)?\s+)?(?<required>not[ -]null\s+)?(?:" + Of + @"\s+){1,3}(?<t>" + Word + @")\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AddedColumn();

    [GeneratedRegex(@"\b" + Add + @"\s+(?:" + Column + @"\s+)?(?<t>" + Word + @")\.(?<c>" + Word + @")(?:\s+(?:as\s+)?\(?(?<type>" + Type + @")\)?)?(?<required>\s+not[ -]null)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AddedDotted();

    [GeneratedRegex(@"\b" + Drop + @"\s+(?:the\s+)?(?:" + Column + @"\s+)?(?<t>" + Word + @")\.(?<c>" + Word + @")\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex DroppedColumn();

    [GeneratedRegex(@"\b" + Drop + @"\s+(?:the\s+|die\s+|la\s+)?" + Column + @"\s+(?<c>" + Word + @")\s+(?:" + Of + @"\s+){1,3}(?<t>" + Word + @")\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex DroppedNamedColumn();

    [GeneratedRegex(@"\b" + Drop + @"\s+(?:the\s+|die\s+|la\s+)?(?:table|tabelle|tabla|tabela|tabella|tabel|таблицу)\s+(?<t>" + Word + @")\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex DroppedTable();
}
