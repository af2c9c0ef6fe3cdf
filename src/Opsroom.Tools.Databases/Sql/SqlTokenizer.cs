using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Sql;

/// <summary>Cuts SQL into tokens. It never fails: a text that breaks off is told as a fault.</summary>
internal sealed partial class SqlTokenizer
{
    private readonly string source;
    private readonly SqlDialect dialect;
    private readonly ImmutableArray<SqlToken>.Builder tokens = ImmutableArray.CreateBuilder<SqlToken>();
    private readonly ImmutableArray<SqlComment>.Builder comments = ImmutableArray.CreateBuilder<SqlComment>();
    private string delimiter = ";";
    private bool isInExecutableComment;
    private int statement;
    private int at;
    private SqlFault? fault;

    private SqlTokenizer(string source, SqlDialect dialect) => (this.source, this.dialect) = (source, dialect);

    public static SqlText Read(string source, SqlDialect dialect)
    {
        var tokenizer = new SqlTokenizer(source, dialect);
        while (tokenizer.fault is null && tokenizer.at < source.Length)
        {
            tokenizer.Next();
        }

        return new SqlText(source, dialect, tokenizer.tokens.ToImmutable(), tokenizer.comments.ToImmutable(), tokenizer.fault);
    }

    private char Here => source[at];

    private char After(int distance) => at + distance < source.Length ? source[at + distance] : '\0';

    private void Next()
    {
        var start = at;
        if (char.IsWhiteSpace(Here) || Here == '\uFEFF')
        {
            at++;
        }
        else if (TryComment())
        {
        }
        else if (IsAtDelimiter())
        {
            at += delimiter.Length;
            Add(SqlTokenKind.Terminator, delimiter, start);
            SkipCopiedRows();
            statement = tokens.Count;
        }
        else if (Here == '\\' && dialect.IsPostgreSql)
        {
            Meta();
        }
        else if (TryText() || TryQuoted())
        {
        }
        else if (IsWordStart(Here))
        {
            Word();
        }
        else if (char.IsAsciiDigit(Here) || (Here == '.' && char.IsAsciiDigit(After(1))))
        {
            Number();
        }
        else if (!TryParameter())
        {
            Symbol();
        }
    }

    private void Add(SqlTokenKind kind, string value, int start) => tokens.Add(new SqlToken(kind, value, start, at));

    private bool IsAtDelimiter() => string.CompareOrdinal(source, at, delimiter, 0, delimiter.Length) == 0;

    private void Word()
    {
        var start = at;
        while (at < source.Length && IsWordPart(Here) && !(delimiter != ";" && IsAtDelimiter()))
        {
            at++;
        }

        var word = source[start..at];
        if (dialect.IsMySql && tokens.Count == statement && word.Equals("DELIMITER", StringComparison.OrdinalIgnoreCase))
        {
            var line = EndOfLine(at);
            delimiter = source[at..line].Trim() is { Length: > 0 } next ? next : ";";
            at = line;
            Add(SqlTokenKind.Meta, source[start..line].TrimEnd(), start);
            statement = tokens.Count;
            return;
        }

        Add(SqlTokenKind.Word, word, start);
    }

    // psql takes the rest of the line; \gexec and its like send what stands before it
    private void Meta()
    {
        var start = at;
        at = EndOfLine(at);
        Add(SqlTokenKind.Meta, source[start..at].TrimEnd(), start);
        statement = tokens.Count;
    }

    private void Number()
    {
        var start = at;
        if (Here == '0' && After(1) is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            at += 2;
            while (at < source.Length && (char.IsAsciiHexDigit(Here) || Here == '_'))
            {
                at++;
            }
        }
        else
        {
            while (at < source.Length && (char.IsAsciiDigit(Here) || Here == '_' || (Here == '.' && After(1) != '.')))
            {
                at++;
            }

            if (at < source.Length && Here is 'e' or 'E' && (char.IsAsciiDigit(After(1)) || (After(1) is '+' or '-' && char.IsAsciiDigit(After(2)))))
            {
                at += 2;
                while (at < source.Length && char.IsAsciiDigit(Here))
                {
                    at++;
                }
            }
        }

        Add(SqlTokenKind.Number, source[start..at], start);
    }

    private bool TryParameter()
    {
        var start = at;
        if (Here == '$' && char.IsAsciiDigit(After(1)))
        {
            at++;
            while (at < source.Length && char.IsAsciiDigit(Here))
            {
                at++;
            }
        }
        else if (Here == '?' && !dialect.IsPostgreSql)
        {
            at++;
        }
        else
        {
            return false;
        }

        Add(SqlTokenKind.Parameter, source[start..at], start);
        return true;
    }

    private void Symbol()
    {
        const string Operators = "+-*/<>=~!@#%^&|`?";
        var start = at++;
        if (source[start] == ':' && at < source.Length && Here is ':' or '=')
        {
            at++;
        }
        else if (Operators.Contains(source[start], StringComparison.Ordinal))
        {
            while (at < source.Length && Operators.Contains(Here, StringComparison.Ordinal) && !IsAtComment())
            {
                at++;
            }
        }

        Add(SqlTokenKind.Symbol, source[start..at], start);
    }

    private int EndOfLine(int from) => source.IndexOf('\n', from) is >= 0 and var end ? end : source.Length;

    // the rows that follow COPY … FROM stdin are no SQL; without their end mark there are none
    private void SkipCopiedRows()
    {
        if (!dialect.IsPostgreSql || tokens.Count - statement < 4 || !tokens[statement].Is("COPY") || !tokens.Skip(statement).Any(token => token.Is("STDIN")))
        {
            return;
        }

        for (var line = EndOfLine(at); line < source.Length; line = EndOfLine(line + 1))
        {
            if (source.AsSpan(line + 1).StartsWith("\\.") && source[(line + 3)..EndOfLine(line + 1)].Trim().Length == 0)
            {
                at = EndOfLine(line + 1);
                return;
            }
        }
    }

    private static bool IsWordStart(char letter) => char.IsLetter(letter) || letter == '_' || letter > '\u007f';

    private static bool IsWordPart(char letter) => IsWordStart(letter) || char.IsDigit(letter) || letter == '$';
}
