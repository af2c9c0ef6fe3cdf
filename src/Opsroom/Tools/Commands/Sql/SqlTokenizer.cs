using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Sql;

/// <summary>Whose rules for strings and comments count.</summary>
internal enum SqlDialect
{
    /// <summary>Not known: every reading counts, and the harsher one wins.</summary>
    Any,
    Postgres,
    MySql,
    Sqlite,
}

internal enum SqlTokenKind
{
    /// <summary>A keyword or a name without quotes.</summary>
    Word,
    QuotedName,
    Text,
    Number,
    Symbol,

    /// <summary>A client's own command, from its backslash or dot to the end of the line.</summary>
    ClientCommand,
}

/// <param name="Value">The text without quotes; a word in upper case.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Value, int Start)
{
    public bool Is(string word) => Kind == SqlTokenKind.Word && Value == word;

    public bool IsSymbol(string symbol) => Kind == SqlTokenKind.Symbol && Value == symbol;
}

/// <summary>Cuts SQL into tokens; comments fall away, text that is not closed reaches to the end.</summary>
internal sealed class SqlTokenizer
{
    private readonly string sql;
    private readonly SqlDialect dialect;
    private readonly ImmutableArray<SqlToken>.Builder tokens = ImmutableArray.CreateBuilder<SqlToken>();
    private int at;
    private bool inVersionedComment;

    private SqlTokenizer(string sql, SqlDialect dialect) => (this.sql, this.dialect) = (sql, dialect);

    private char Current => at < sql.Length ? sql[at] : '\0';

    private char Next => at + 1 < sql.Length ? sql[at + 1] : '\0';

    public static ImmutableArray<SqlToken> Read(string sql, SqlDialect dialect)
    {
        var tokenizer = new SqlTokenizer(sql, dialect);
        while (tokenizer.at < sql.Length)
        {
            tokenizer.ReadOne();
        }

        return tokenizer.tokens.ToImmutable();
    }

    private void ReadOne()
    {
        var c = Current;
        if (char.IsWhiteSpace(c))
        {
            at++;
        }
        else if (IsLineComment())
        {
            at = EndOfLine();
        }
        else if (c == '/' && Next == '*')
        {
            ReadComment();
        }
        else if (inVersionedComment && c == '*' && Next == '/')
        {
            (inVersionedComment, at) = (false, at + 2);
        }
        else if (c is '\'' or '"' or '`')
        {
            ReadQuoted(c, escapes: dialect == SqlDialect.MySql && c != '`');
        }
        else if (c == '[' && dialect == SqlDialect.Sqlite)
        {
            ReadQuoted(']', escapes: false);
        }
        else if (c == '$' && dialect != SqlDialect.MySql && ReadDollarQuotes())
        {
        }
        else if (c == '\\' || (c == '.' && dialect is SqlDialect.Sqlite or SqlDialect.Any && IsAtLineStart() && char.IsAsciiLetter(Next)))
        {
            ReadClientCommand();
        }
        else if (char.IsLetter(c) || c is '_' or '@' or Unknown.Char)
        {
            ReadWord();
        }
        else if (char.IsAsciiDigit(c))
        {
            var start = at;
            while (char.IsAsciiLetterOrDigit(Current) || Current is '.' or '_')
            {
                at++;
            }

            Add(SqlTokenKind.Number, sql[start..at], start);
        }
        else
        {
            Add(SqlTokenKind.Symbol, c.ToString(), at++);
        }
    }

    private void Add(SqlTokenKind kind, string value, int start) => tokens.Add(new(kind, value, start));

    private bool IsLineComment() => dialect == SqlDialect.MySql
        ? Current == '#' || (Current == '-' && Next == '-' && (at + 2 >= sql.Length || char.IsWhiteSpace(sql[at + 2])))
        : Current == '-' && Next == '-';

    private int EndOfLine()
    {
        var end = sql.IndexOf('\n', at);
        return end < 0 ? sql.Length : end;
    }

    private bool IsAtLineStart()
    {
        var i = at - 1;
        while (i >= 0 && sql[i] is ' ' or '\t')
        {
            i--;
        }

        return i < 0 || sql[i] == '\n';
    }

    private void ReadComment()
    {
        // MySQL runs what stands in /*! … */ and MariaDB in /*M! … */
        if (dialect is SqlDialect.MySql or SqlDialect.Any && at + 2 < sql.Length && (sql[at + 2] == '!' || (sql[at + 2] == 'M' && at + 3 < sql.Length && sql[at + 3] == '!')))
        {
            at += sql[at + 2] == '!' ? 3 : 4;
            while (char.IsAsciiDigit(Current))
            {
                at++;
            }

            inVersionedComment = true;
            return;
        }

        var level = 0;
        while (at < sql.Length)
        {
            if (Current == '/' && Next == '*' && (level == 0 || dialect is SqlDialect.Postgres))
            {
                (level, at) = (level + 1, at + 2);
            }
            else if (Current == '*' && Next == '/')
            {
                at += 2;
                if (--level == 0)
                {
                    return;
                }
            }
            else
            {
                at++;
            }
        }
    }

    private void ReadQuoted(char quote, bool escapes)
    {
        var start = at++;
        var previous = start > 0 ? sql[start - 1] : ' ';
        escapes |= quote == '\'' && previous is 'E' or 'e' && (start < 2 || !char.IsLetterOrDigit(sql[start - 2])) && dialect is SqlDialect.Postgres or SqlDialect.Any;
        var value = new System.Text.StringBuilder();
        while (at < sql.Length)
        {
            if (escapes && Current == '\\')
            {
                value.Append(Next);
                at += 2;
            }
            else if (Current == quote && Next == quote)
            {
                value.Append(quote);
                at += 2;
            }
            else if (Current == quote)
            {
                break;
            }
            else
            {
                value.Append(sql[at++]);
            }
        }

        at = Math.Min(sql.Length, at + 1);
        var isText = quote == '\'' || (quote == '"' && dialect == SqlDialect.MySql);
        Add(isText ? SqlTokenKind.Text : SqlTokenKind.QuotedName, value.ToString(), start);
    }

    private bool ReadDollarQuotes()
    {
        var end = at + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
        {
            end++;
        }

        if (end >= sql.Length || sql[end] != '$' || (end > at + 1 && char.IsAsciiDigit(sql[at + 1])))
        {
            return false;
        }

        var tag = sql[at..(end + 1)];
        var close = sql.IndexOf(tag, end + 1, StringComparison.Ordinal);
        Add(SqlTokenKind.Text, sql[(end + 1)..(close < 0 ? sql.Length : close)], at);
        at = close < 0 ? sql.Length : close + tag.Length;
        return true;
    }

    private void ReadClientCommand()
    {
        var start = at;
        at = EndOfLine();
        Add(SqlTokenKind.ClientCommand, sql[start..at], start);
    }

    private void ReadWord()
    {
        var start = at;
        while (at < sql.Length && (char.IsLetterOrDigit(Current) || Current is '_' or '$' or '@' or Unknown.Char))
        {
            at++;
        }

        Add(SqlTokenKind.Word, sql[start..at].ToUpperInvariant(), start);
    }
}
