using System.Collections.Immutable;
using Opsroom.Tools.Commands.Programs;

namespace Opsroom.Tools.Commands.Sql;

/// <summary>Statements inside of others: in CTEs, in blocks of code, in text that is run.</summary>
internal static class SqlNested
{
    private static readonly ImmutableHashSet<string> Droppable =
    [
        "TABLE", "DATABASE", "SCHEMA", "INDEX", "VIEW", "MATERIALIZED", "FUNCTION", "PROCEDURE", "TRIGGER", "TYPE", "SEQUENCE", "EXTENSION", "ROLE", "USER", "OWNED", "POLICY", "COLUMN", "CONSTRAINT", "PARTITION", "TABLESPACE", "DOMAIN", "RULE",
        "PUBLICATION", "SUBSCRIPTION", "SERVER", "FOREIGN", "EVENT", "AGGREGATE", "CAST", "COLLATION", "OPERATOR", "LANGUAGE", "GROUP", "IF", "WAREHOUSE", "STAGE", "KEYSPACE",
    ];

    /// <summary>The harshest of the statements that stand among these tokens.</summary>
    public static CommandEffect Written(ImmutableArray<SqlToken> tokens)
    {
        var effect = CommandEffect.Read;
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            var previous = i > 0 ? tokens[i - 1] : default;
            if (previous.Is("SELECT") || previous.IsSymbol(",") || previous.IsSymbol(".") || previous.Is("ON"))
            {
                continue;
            }

            var (word, next) = (tokens[i], tokens[i + 1]);
            if ((word.Is("DELETE") && next.Is("FROM")) || (word.Is("DROP") && Droppable.Contains(next.Value)) || (word.Is("TRUNCATE") && next.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName))
            {
                return CommandEffect.Destroy;
            }

            if (word.Value is "EXEC" or "EXECUTE" && word.Kind == SqlTokenKind.Word && next.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName && !previous.Is("AS"))
            {
                effect = CommandEffect.Change;
            }

            if ((word.Is("INSERT") && next.Is("INTO")) || word.Is("MERGE") || (word.Is("UPDATE") && !previous.Is("FOR") && !previous.Is("KEY") && !previous.Is("DO")))
            {
                effect = CommandEffect.Change;
            }
        }

        return effect;
    }

    /// <summary>At least what stands in the statement's own tokens, or in the text that it may run.</summary>
    public static Outcome Inside(ImmutableArray<SqlToken> tokens, int depth, Outcome otherwise)
    {
        var outcome = otherwise.AtLeast(Written(tokens), "contains a statement that changes or deletes");
        foreach (var text in tokens.Where(token => token.Kind is SqlTokenKind.Text && depth < 4))
        {
            outcome = outcome.AtLeast(InText(text.Value, depth + 1), "contains text that is run, and that changes or deletes");
        }

        return outcome;
    }

    /// <summary>What a text would do if it were run as SQL or as the body of a block.</summary>
    public static CommandEffect InText(string text, int depth)
    {
        var tokens = SqlTokenizer.Read(text, SqlDialect.Postgres);
        var effect = Written(tokens);
        foreach (var inner in tokens.Where(token => token.Kind is SqlTokenKind.Text && depth < 4))
        {
            effect = (CommandEffect)Math.Max((int)effect, (int)InText(inner.Value, depth + 1));
        }

        return effect;
    }
}
