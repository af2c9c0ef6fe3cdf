using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>Whether a default has one value for all rows that exist.</summary>
internal static class Defaults
{
    /// <summary>Functions of PostgreSQL that give the same within a statement. What is not among them may be volatile, as functions are unless they say otherwise.</summary>
    private static readonly ImmutableHashSet<string> Steady = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "now", "transaction_timestamp", "statement_timestamp", "current_timestamp", "current_time", "localtime", "localtimestamp", "date_trunc", "to_timestamp", "to_date", "to_char", "timezone", "age",
        "extract", "date_part", "make_date", "make_time", "make_timestamp", "make_timestamptz", "make_interval", "current_setting", "coalesce", "nullif", "greatest", "least", "lower", "upper", "initcap",
        "concat", "concat_ws", "format", "md5", "length", "repeat", "lpad", "rpad", "trim", "btrim", "substring", "replace", "chr", "abs", "round", "ceil", "floor", "mod", "power", "array_fill", "array",
        "json_build_object", "jsonb_build_object", "json_build_array", "jsonb_build_array", "to_json", "to_jsonb", "json_object", "jsonb_object", "int4range", "int8range", "numrange", "daterange",
        "tsrange", "tstzrange", "point", "box", "cast", "row", "to_tsvector", "to_number", "decode", "encode", "version", "inet_client_addr", "pg_backend_pid", "txid_current", "numeric", "varchar",
        "character", "char", "timestamp", "interval", "time", "bit", "any", "in", "uuid_nil", "exists");

    public static bool IsVolatile(string expression, SqlDialect dialect)
    {
        var tokens = SqlTokenizer.Read(expression, dialect).Tokens;
        for (var index = 0; index + 1 < tokens.Length; index++)
        {
            if (tokens[index].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted && tokens[index + 1].IsSymbol("(") && !Steady.Contains(tokens[index].Value)
                && !(index > 0 && (tokens[index - 1].IsSymbol("::") || tokens[index - 1].Is("AS"))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether SQLite takes it when a column is added: no function, no bracket, no time of day.</summary>
    public static bool IsConstant(string expression)
    {
        var tokens = SqlTokenizer.Read(expression, SqlDialect.Sqlite).Tokens;
        return !tokens.Any(token => token.IsSymbol("(") || token.Is("CURRENT_TIMESTAMP") || token.Is("CURRENT_DATE") || token.Is("CURRENT_TIME"));
    }

    public static bool IsNull(string? expression) => expression is null || expression.Trim().Equals("NULL", StringComparison.OrdinalIgnoreCase);
}
