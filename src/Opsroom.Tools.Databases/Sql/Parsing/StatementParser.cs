using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads SQL into statements. It never throws: what is no SQL is a <see cref="BrokenStatement"/>.</summary>
internal static class StatementParser
{
    public static SqlScript Parse(string sql, SqlDialect dialect) => Parse(SqlTokenizer.Read(sql, dialect));

    public static SqlScript Parse(SqlText text)
    {
        var statements = ImmutableArray.CreateBuilder<SqlStatement>();
        var number = 0;
        foreach (var range in StatementSplitter.Split(text))
        {
            var statement = Read(text, range);
            statements.Add(statement with
            {
                Number = statement is ClientCommand ? number : ++number,
                Start = text.Tokens[range.From].Start,
                End = text.Tokens[range.To - 1].End,
                Text = text.Written(range.From, range.To),
                Tokens = range,
            });
        }

        if (text.Fault is { } fault)
        {
            statements.Add(new BrokenStatement(fault) { Number = number + 1, Start = fault.At, End = text.Source.Length, Tokens = new TokenRange(text.Tokens.Length, text.Tokens.Length) });
        }

        return new SqlScript(text, statements.ToImmutable());
    }

    private static SqlStatement Read(SqlText text, TokenRange range)
    {
        if (text.Tokens[range.From].Kind == SqlTokenKind.Meta)
        {
            return new ClientCommand(text.Tokens[range.From].Value);
        }

        var isCutOff = text.Fault is not null && range.To == text.Tokens.Length;
        var reader = new TokenReader(text, range);
        try
        {
            Balance(reader);
            var statement = Statement(reader);
            reader.ExpectEnd();
            return statement;
        }
        catch (SqlSyntaxException exception)
        {
            // where the text breaks off, that is told and not what it leads to
            return isCutOff ? new OtherStatement("") : new BrokenStatement(exception.Fault);
        }
    }

    private static void Balance(TokenReader reader)
    {
        var open = new Stack<int>();
        for (var index = reader.Index; index < reader.End; index++)
        {
            var token = reader.Text.Tokens[index];
            if (token.IsSymbol("("))
            {
                open.Push(token.Start);
            }
            else if (token.IsSymbol(")") && !open.TryPop(out _))
            {
                throw new SqlSyntaxException(new SqlFault("This bracket closes one that was never opened.", token.Start));
            }
        }

        if (open.TryPeek(out var start))
        {
            throw new SqlSyntaxException(new SqlFault("The bracket that opens here is never closed.", start));
        }
    }

    private static SqlStatement Statement(TokenReader reader)
    {
        if (reader.SeesSymbol("("))
        {
            return reader.Ahead(1).Is("SELECT") || reader.Ahead(1).IsSymbol("(") || reader.Ahead(1).Is("WITH") || reader.Ahead(1).Is("VALUES") || reader.Ahead(1).Is("TABLE")
                ? DataReader.Query(reader) : throw reader.Fail("A statement does not begin with a bracket.");
        }

        if (reader.Next.Kind != SqlTokenKind.Word)
        {
            throw reader.Fail("A statement begins with a keyword such as CREATE, ALTER or UPDATE.");
        }

        return reader.Next.Value.ToUpperInvariant() switch
        {
            "CREATE" => CreateReader.Read(reader),
            "ALTER" => AlterReader.Read(reader),
            "DROP" => DropReader.Read(reader),
            "SELECT" or "VALUES" or "TABLE" or "WITH" or "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "REPLACE" => DataReader.Read(reader),
            _ => CommandReader.Read(reader),
        };
    }
}
