using System.Collections.Immutable;
using System.Text;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>Compares expressions by what they say and not by how they are written, as far as that can be told from their words.</summary>
internal static class ExpressionText
{
    /// <summary>Equal for expressions that differ only in blanks, case of words, outer brackets, needless quotes and PostgreSQL's casts of constants.</summary>
    public static string Key(string? expression, SqlDialect dialect)
    {
        if (expression is null)
        {
            return "";
        }

        var tokens = Uncast(Unbracketed([.. SqlTokenizer.Read(expression, dialect).Tokens]), dialect);
        var key = new StringBuilder();
        foreach (var token in tokens)
        {
            key.Append(key.Length == 0 ? "" : " ").Append(token.Kind switch
            {
                SqlTokenKind.Word => Canonical(token.Value.ToLowerInvariant()),
                SqlTokenKind.Quoted when dialect.IsPostgreSql && token.Value.Any(char.IsAsciiLetterUpper) => $"\"{token.Value}\"",
                SqlTokenKind.Quoted => token.Value.ToLowerInvariant(),
                SqlTokenKind.Text => $"'{token.Value}'",
                SqlTokenKind.Symbol when token.Value == "!=" => "<>",
                _ => token.Value,
            });
        }

        return key.Replace("now ( )", "current_timestamp").Replace("current_timestamp ( )", "current_timestamp").ToString();
    }

    public static bool Same(string? one, string? other, SqlDialect dialect) => one == other || Key(one, dialect) == Key(other, dialect);

    /// <summary>Whether one pair of brackets holds the whole expression.</summary>
    public static bool IsBracketed(string expression, SqlDialect dialect) => IsBracketed([.. SqlTokenizer.Read(expression, dialect).Tokens]);

    /// <summary>Whether a name stands in a text of SQL, quoted or not.</summary>
    public static bool Mentions(string? text, string name, SqlDialect dialect) => text is not null && text.Contains(name, StringComparison.OrdinalIgnoreCase)
        && SqlTokenizer.Read(text, dialect).Tokens.Any(token => token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted && token.Value.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text with other names in the place of some, quotes and blanks as they are.</summary>
    public static string? Renamed(string? text, IReadOnlyDictionary<string, string> names, SqlDialect dialect)
    {
        if (text is null || names.Count == 0)
        {
            return text;
        }

        var (written, end) = (new StringBuilder(), 0);
        foreach (var token in SqlTokenizer.Read(text, dialect).Tokens)
        {
            written.Append(text, end, token.Start - end);
            end = token.End;
            var isName = token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted && names.TryGetValue(token.Value, out _);
            written.Append(isName ? SqlName.Quote(names[token.Value], dialect) : text[token.Start..token.End]);
        }

        return written.Append(text, end, text.Length - end).ToString();
    }

    private static string Canonical(string word) => word switch { "localtimestamp" or "now" => word, "int" or "int4" => "integer", "bool" => "boolean", _ => word };

    private static ImmutableArray<SqlToken> Unbracketed(ImmutableArray<SqlToken> tokens)
    {
        while (IsBracketed(tokens))
        {
            tokens = tokens[1..^1];
        }

        return tokens;
    }

    private static bool IsBracketed(ImmutableArray<SqlToken> tokens) => tokens is [{ Kind: SqlTokenKind.Symbol, Value: "(" }, .., { Kind: SqlTokenKind.Symbol, Value: ")" }] && ClosesLast(tokens);

    private static bool ClosesLast(ImmutableArray<SqlToken> tokens)
    {
        var depth = 0;
        for (var index = 0; index < tokens.Length; index++)
        {
            depth += tokens[index].IsSymbol("(") ? 1 : tokens[index].IsSymbol(")") ? -1 : 0;
            if (depth == 0)
            {
                return index == tokens.Length - 1;
            }
        }

        return false;
    }

    // 'new'::text and 'new'::character varying say the same as 'new'
    private static ImmutableArray<SqlToken> Uncast(ImmutableArray<SqlToken> tokens, SqlDialect dialect)
    {
        if (!dialect.IsPostgreSql)
        {
            return tokens;
        }

        var kept = ImmutableArray.CreateBuilder<SqlToken>();
        for (var index = 0; index < tokens.Length; index++)
        {
            if (tokens[index].IsSymbol("::") && index > 0 && tokens[index - 1].Kind is SqlTokenKind.Text or SqlTokenKind.Number)
            {
                index = EndOfType(tokens, index + 1) - 1;
                continue;
            }

            kept.Add(tokens[index]);
        }

        return kept.ToImmutable();
    }

    private static int EndOfType(ImmutableArray<SqlToken> tokens, int index)
    {
        index++;
        while (index < tokens.Length && (tokens[index].Is("varying") || tokens[index].Is("precision") || tokens[index].Is("without") || tokens[index].Is("with")
            || tokens[index].Is("time") || tokens[index].Is("zone") || tokens[index].IsSymbol(".") || tokens[index - 1].IsSymbol(".")))
        {
            index++;
        }

        if (index + 2 < tokens.Length && tokens[index].IsSymbol("(") && tokens[index + 1].Kind == SqlTokenKind.Number)
        {
            index = Math.Max(index, tokens.IndexOf(tokens.Skip(index).FirstOrDefault(token => token.IsSymbol(")")))) + 1;
        }

        while (index + 1 < tokens.Length && tokens[index].IsSymbol("[") && tokens[index + 1].IsSymbol("]"))
        {
            index += 2;
        }

        return index;
    }
}
