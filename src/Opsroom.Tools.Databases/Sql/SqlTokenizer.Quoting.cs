using System.Text;

namespace Opsroom.Tools.Databases.Sql;

/// <summary>Comments, strings and quoted names.</summary>
internal sealed partial class SqlTokenizer
{
    private bool IsAtComment() => (Here == '-' && After(1) == '-') || (Here == '/' && After(1) == '*');

    private bool TryComment()
    {
        var start = at;
        if ((Here == '-' && After(1) == '-' && (!dialect.IsMySql || After(2) is <= ' ')) || (Here == '#' && dialect.IsMySql))
        {
            at = EndOfLine(at);
            comments.Add(new SqlComment(source[start..at], start, at));
            return true;
        }

        if (isInExecutableComment && Here == '*' && After(1) == '/')
        {
            isInExecutableComment = false;
            at += 2;
            return true;
        }

        if (Here != '/' || After(1) != '*')
        {
            return false;
        }

        if (dialect.IsMySql && (After(2) == '!' || (After(2) == 'M' && After(3) == '!')))
        {
            // MySQL runs what stands in such a comment
            isInExecutableComment = true;
            at += After(2) == '!' ? 3 : 4;
            while (at < source.Length && char.IsAsciiDigit(Here))
            {
                at++;
            }

            return true;
        }

        Block(start);
        return true;
    }

    private void Block(int start)
    {
        var depth = 1;
        for (at += 2; at < source.Length; at++)
        {
            if (Here == '*' && After(1) == '/')
            {
                at++;
                if (--depth == 0)
                {
                    at++;
                    comments.Add(new SqlComment(source[start..at], start, at));
                    return;
                }
            }
            else if (dialect.IsPostgreSql && Here == '/' && After(1) == '*')
            {
                depth++;
                at++;
            }
        }

        if (!dialect.IsSqlite)
        {
            fault = new SqlFault("The comment that begins here has no end. Close it with */.", start);
        }
    }

    private bool TryText()
    {
        var start = at;
        if (Here == '$' && dialect.IsPostgreSql && TryDollarQuoted())
        {
            return true;
        }

        var (prefix, escapes) = (Here, After(1), After(2)) switch
        {
            ('\'', _, _) => (0, dialect.IsMySql),
            ('"', _, _) when dialect.IsMySql => (0, true),
            ('e' or 'E', '\'', _) when dialect.IsPostgreSql => (1, true),
            ('b' or 'B' or 'x' or 'X', '\'', _) => (1, false),
            ('n' or 'N', '\'', _) when !dialect.IsSqlite => (1, dialect.IsMySql),
            ('u' or 'U', '&', '\'') when dialect.IsPostgreSql => (2, false),
            _ => (-1, false),
        };
        if (prefix < 0)
        {
            return false;
        }

        at += prefix;
        var value = Quotation(Here, escapes, "string", start);
        if (value is not null)
        {
            Add(SqlTokenKind.Text, value, start);
        }

        return true;
    }

    private bool TryDollarQuoted()
    {
        var tag = at + 1;
        while (tag < source.Length && (char.IsLetterOrDigit(source[tag]) || source[tag] == '_') && !(tag == at + 1 && char.IsAsciiDigit(source[tag])))
        {
            tag++;
        }

        if (tag >= source.Length || source[tag] != '$')
        {
            return false;
        }

        var (start, mark) = (at, source[at..(tag + 1)]);
        var end = source.IndexOf(mark, tag + 1, StringComparison.Ordinal);
        if (end < 0)
        {
            fault = new SqlFault($"The string that begins here has no end. Close it with {mark}.", start);
            return true;
        }

        at = end + mark.Length;
        Add(SqlTokenKind.Text, source[(tag + 1)..end], start);
        return true;
    }

    private bool TryQuoted()
    {
        var start = at;
        var (prefix, close) = (Here, After(1), After(2)) switch
        {
            ('"', _, _) => (0, '"'),
            ('`', _, _) when !dialect.IsPostgreSql => (0, '`'),
            ('[', _, _) when dialect.IsSqlite => (0, ']'),
            ('u' or 'U', '&', '"') when dialect.IsPostgreSql => (2, '"'),
            _ => (-1, '\0'),
        };
        if (prefix < 0)
        {
            return false;
        }

        at += prefix;
        if (Quotation(close, escapes: false, "quoted name", start) is { } value)
        {
            Add(SqlTokenKind.Quoted, value, start);
        }

        return true;
    }

    // a doubled quote stands for one; a bracket cannot be doubled
    private string? Quotation(char close, bool escapes, string what, int start)
    {
        var value = new StringBuilder();
        for (at++; at < source.Length; at++)
        {
            if (Here == close)
            {
                at++;
                if (close == ']' || at >= source.Length || Here != close)
                {
                    return value.ToString();
                }
            }
            else if (escapes && Here == '\\' && at + 1 < source.Length)
            {
                at++;
                value.Append(Here switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', '0' => '\0', var other => other });
                continue;
            }

            value.Append(Here);
        }

        at = source.Length;
        fault = new SqlFault($"The {what} that begins here has no end. Close it with {close}.", start);
        return null;
    }
}
