using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Tells routines of one name apart.</summary>
internal static class RoutineNames
{
    /// <summary>The parameters of a routine as they stand in its text, brackets included; empty for anything else.</summary>
    public static string Signature(SchemaObject routine)
    {
        if (routine.Kind is not (ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Aggregate))
        {
            return "";
        }

        var text = SqlTokenizer.Read(routine.Text, SqlDialect.PostgreSql);
        var (depth, from) = (0, -1);
        for (var index = 0; index < text.Tokens.Length; index++)
        {
            if (text.Tokens[index].IsSymbol("("))
            {
                from = depth++ == 0 ? index : from;
            }
            else if (text.Tokens[index].IsSymbol(")") && --depth == 0)
            {
                return text.Written(from, index + 1);
            }
        }

        return "";
    }
}
