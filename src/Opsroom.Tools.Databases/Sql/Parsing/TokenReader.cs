using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Walks over the tokens of one statement.</summary>
internal sealed class TokenReader(SqlText text, TokenRange range)
{
    public SqlText Text => text;

    public SqlDialect Dialect => text.Dialect;

    /// <summary>Index of the next token in the whole text.</summary>
    public int Index { get; private set; } = range.From;

    public int End => range.To;

    public bool IsAtEnd => Index >= range.To;

    public SqlToken Next => Ahead(0);

    /// <summary>Offset of the next token; behind the last one at the end.</summary>
    public int At => IsAtEnd ? text.Tokens[range.To - 1].End : Next.Start;

    public SqlToken Ahead(int distance) => Index + distance < range.To ? text.Tokens[Index + distance] : default;

    public SqlToken Take() => IsAtEnd ? throw Fail("The statement ends too early.") : text.Tokens[Index++];

    public void Skip(int count) => Index = Math.Min(range.To, Index + count);

    public void Back(int index) => Index = index;

    /// <summary>Whether these words come next.</summary>
    public bool Sees(params ReadOnlySpan<string> words)
    {
        for (var index = 0; index < words.Length; index++)
        {
            if (!Ahead(index).Is(words[index]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes these words where they come next.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        if (!Sees(words))
        {
            return false;
        }

        Index += words.Length;
        return true;
    }

    public bool SeesSymbol(string symbol) => Next.IsSymbol(symbol);

    public bool TakeSymbol(string symbol)
    {
        if (!SeesSymbol(symbol))
        {
            return false;
        }

        Index++;
        return true;
    }

    public void Expect(params ReadOnlySpan<string> words)
    {
        if (!Take(words))
        {
            throw Fail($"Expected {string.Join(' ', words.ToArray())}{Instead}.");
        }
    }

    public void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol))
        {
            throw Fail($"Expected '{symbol}'{Instead}.");
        }
    }

    public void ExpectEnd()
    {
        if (!IsAtEnd)
        {
            throw Fail($"Nothing can follow here, but {Shown(Next)} does.");
        }
    }

    public bool TakeIfExists() => Take("IF", "EXISTS");

    public bool TakeIfNotExists() => Take("IF", "NOT", "EXISTS");

    /// <summary>A name, folded as the dialect does.</summary>
    public string Name(string what = "a name") => TryName(out var name) ? name : throw Fail($"Expected {what}{Instead}.");

    public bool TryName([NotNullWhen(true)] out string? name)
    {
        name = IsName(Next) ? Fold(Next) : null;
        Index += name is null ? 0 : 1;
        return name is not null;
    }

    public bool SeesName => IsName(Next);

    public ObjectName Object(string what = "a name")
    {
        var parts = new List<string> { Name(what) };
        while (TakeSymbol("."))
        {
            parts.Add(Name(what));
        }

        return new ObjectName(parts.Count > 1 ? parts[^2] : null, parts[^1]);
    }

    public ImmutableArray<ObjectName> Objects(string what = "a name")
    {
        var names = ImmutableArray.CreateBuilder<ObjectName>();
        do
        {
            names.Add(Object(what));
        }
        while (TakeSymbol(","));
        return names.ToImmutable();
    }

    /// <summary>Names in brackets.</summary>
    public ImmutableArray<string> NameList(string what = "a column")
    {
        ExpectSymbol("(");
        var names = ImmutableArray.CreateBuilder<string>();
        do
        {
            names.Add(Name(what));
        }
        while (TakeSymbol(","));
        ExpectSymbol(")");
        return names.ToImmutable();
    }

    /// <summary>What stands in the brackets that begin here, as written, without them.</summary>
    public string Bracketed()
    {
        var open = Index;
        SkipBrackets();
        return text.Written(open + 1, Index - 1);
    }

    /// <summary>Steps over the brackets that begin here.</summary>
    public void SkipBrackets()
    {
        var start = At;
        ExpectSymbol("(");
        for (var depth = 1; depth > 0; Index++)
        {
            if (IsAtEnd)
            {
                throw new SqlSyntaxException(new SqlFault("The bracket that opens here is never closed.", start));
            }

            depth += Next.IsSymbol("(") ? 1 : Next.IsSymbol(")") ? -1 : 0;
        }
    }

    /// <summary>Everything up to a token outside brackets where it ends, as written.</summary>
    public string Until(Func<SqlToken, bool> ends)
    {
        var from = Index;
        while (!IsAtEnd && !ends(Next) && !SeesSymbol(")"))
        {
            if (SeesSymbol("("))
            {
                SkipBrackets();
            }
            else
            {
                Index++;
            }
        }

        return text.Written(from, Index);
    }

    public string Rest()
    {
        var written = text.Written(Index, range.To);
        Index = range.To;
        return written;
    }

    public SqlSyntaxException Fail(string message) => new(new SqlFault(message, At));

    public string Instead => IsAtEnd ? ", but the statement ends" : $", not {Shown(Next)}";

    public string Fold(SqlToken token) => token.Kind == SqlTokenKind.Word && Dialect.IsPostgreSql ? token.Value.ToLowerInvariant() : token.Value;

    // a string in double quotes is a name where MySQL runs with ANSI_QUOTES, and SQLite takes one for a name anyway
    private bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted
        || (token.Kind == SqlTokenKind.Text && !Dialect.IsPostgreSql && (Dialect.IsSqlite || text.Source[token.Start] == '"'));

    private string Shown(SqlToken token) => text.Source[token.Start..token.End] is { Length: <= 40 } whole ? $"'{whole}'" : $"'{text.Source.Substring(token.Start, 40)}…'";
}
