using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads SET, RESET and PRAGMA.</summary>
internal static class SettingReader
{
    public static SqlStatement Set(TokenReader reader)
    {
        reader.Expect("SET");
        if (reader.Dialect.IsMySql)
        {
            return MySql(reader);
        }

        var scope = reader.Take("LOCAL") ? "LOCAL" : reader.Take("SESSION") ? "SESSION" : null;
        if (reader.Sees("CONSTRAINTS") || reader.Sees("AUTHORIZATION") || reader.Sees("ROLE") || reader.Sees("NAMES") || reader.Sees("TIME", "ZONE") || reader.Sees("XML") || reader.Sees("SCHEMA") || reader.Sees("CATALOG"))
        {
            var name = reader.Take().Value.ToLowerInvariant();
            return new SetVariable(scope, name, reader.Rest());
        }

        var variable = Variable(reader);
        if (!reader.TakeSymbol("=") && !reader.Take("TO"))
        {
            throw reader.Fail($"Expected '=' or TO{reader.Instead}.");
        }

        return new SetVariable(scope, variable, Value(reader));
    }

    public static ResetVariable Reset(TokenReader reader)
    {
        reader.Expect("RESET");
        var name = Variable(reader);
        reader.Rest();
        return new ResetVariable(name);
    }

    public static SetVariable Pragma(TokenReader reader)
    {
        reader.Expect("PRAGMA");
        var name = Variable(reader);
        var value = reader.TakeSymbol("=") ? Value(reader) : reader.SeesSymbol("(") ? reader.Bracketed().Trim('\'') : null;
        return new SetVariable("PRAGMA", name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], value);
    }

    private static SetVariable MySql(TokenReader reader)
    {
        if (reader.Sees("NAMES") || reader.Sees("PASSWORD") || reader.Sees("ROLE") || reader.Sees("DEFAULT") || reader.Sees("CHARACTER") || reader.Sees("CHARSET") || reader.Sees("RESOURCE") || reader.Sees("STATEMENT"))
        {
            var name = reader.Take().Value.ToLowerInvariant();
            return new SetVariable(null, name, reader.Rest());
        }

        var scope = reader.Take("GLOBAL") ? "GLOBAL" : reader.Take("SESSION") || reader.Take("LOCAL") ? "SESSION" : reader.Take("PERSIST") || reader.Take("PERSIST_ONLY") ? "GLOBAL" : null;
        _ = reader.TakeSymbol("@@") || reader.TakeSymbol("@");
        var variable = Variable(reader);
        if (!reader.TakeSymbol("=") && !reader.TakeSymbol(":="))
        {
            throw reader.Fail($"Expected '='{reader.Instead}.");
        }

        return new SetVariable(scope, variable[(variable.LastIndexOf('.') + 1)..], Value(reader));
    }

    private static string Variable(TokenReader reader)
    {
        var name = reader.Name("a setting").ToLowerInvariant();
        while (reader.TakeSymbol("."))
        {
            name += $".{reader.Name("a setting").ToLowerInvariant()}";
        }

        return name;
    }

    private static string Value(TokenReader reader)
    {
        if (reader.IsAtEnd)
        {
            throw reader.Fail("The setting has no value.");
        }

        var (first, from) = (reader.Next, reader.Index);
        var written = reader.Rest();
        return first.Kind == SqlTokenKind.Text && reader.End == from + 1 ? first.Value : written;
    }
}
