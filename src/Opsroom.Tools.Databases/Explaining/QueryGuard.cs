using System.Collections.Frozen;
using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Lets through one query that only reads. What cannot be read is not let through.</summary>
internal static class QueryGuard
{
    /// <summary>Functions that do more than compute, and that reading alone does not keep from it.</summary>
    private static readonly FrozenSet<string> Acting = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "set_config", "nextval", "setval", "query_to_xml", "cursor_to_xml", "table_to_xml", "schema_to_xml", "database_to_xml", "sleep", "benchmark", "get_lock", "release_lock", "load_file",
        "load_extension", "writefile", "edit", "sys_exec", "sys_eval", "master_pos_wait", "txid_current");

    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "pg_typeof", "pg_size_pretty", "pg_column_size", "pg_get_expr", "pg_get_indexdef", "pg_get_viewdef", "pg_table_size", "pg_total_relation_size", "pg_relation_size");

    /// <summary>The query without what ends it, or why it is refused.</summary>
    public static ToolResult<ReadQuery> Check(string sql, SqlDialect dialect)
    {
        var script = StatementParser.Parse(sql, dialect);
        ImmutableArray<SqlStatement> statements = [.. script.Statements.Where(statement => statement is not ClientCommand)];
        if (script.Statements.OfType<BrokenStatement>().FirstOrDefault() is { } broken)
        {
            var (line, column) = script.Text.Locate(broken.Fault.At);
            return ToolFailure.InvalidArgument($"The query cannot be read: {broken.Fault.Message} (line {line}, column {column})");
        }

        if (statements.Length != 1 || script.Statements.Length != 1)
        {
            return ToolFailure.InvalidArgument(statements.IsEmpty ? "There is no query." : $"There are {script.Statements.Length} statements. Give one query.");
        }

        if (statements[0] is not DataStatement { Verb: DataVerb.Select } select)
        {
            return ToolFailure.InvalidArgument($"Only a query is explained: this begins with {FirstWord(statements[0])}. Give the SELECT itself, without EXPLAIN; of an UPDATE or DELETE, a SELECT with the same conditions.");
        }

        if (!select.Inner.IsEmpty || select.LocksRows || Into(script.Text))
        {
            return ToolFailure.InvalidArgument("The query writes or locks rows (INTO, FOR UPDATE, or a WITH that changes something). Give a query that only reads.");
        }

        if (script.Text.Tokens.FirstOrDefault(token => token.Kind == SqlTokenKind.Parameter) is { Kind: SqlTokenKind.Parameter } parameter)
        {
            var (line, column) = script.Text.Locate(parameter.Start);
            return ToolFailure.InvalidArgument($"The query has a parameter, {parameter.Value} (line {line}, column {column}): plans depend on values. Write one that is usual in its place.");
        }

        return new ReadQuery(script.Text.Source[select.Start..select.End], [.. Functions(script.Text)]);
    }

    /// <summary>Why a query is not run, where running it could do something.</summary>
    public static string? ReasonNotToRun(ReadQuery query) =>
        query.Functions.FirstOrDefault(name => Acting.Contains(name) || (name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("lo_", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("dblink", StringComparison.OrdinalIgnoreCase)) && !Harmless.Contains(name)) is { } found ? $"it calls {found}, which may do more than read" : null;

    private static IEnumerable<string> Functions(SqlText text)
    {
        for (var index = 0; index + 1 < text.Tokens.Length; index++)
        {
            if (text.Tokens[index].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted && text.Tokens[index + 1].IsSymbol("("))
            {
                yield return text.Tokens[index].Value;
            }
        }
    }

    // SELECT … INTO makes a table, or a file in MySQL
    private static bool Into(SqlText text) => text.Tokens.Any(token => token.Is("INTO"));

    private static string FirstWord(SqlStatement statement) => statement.Text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() is { } word ? OutsideText.OneLine(word, 30) : "nothing";
}

/// <param name="Functions">Names that stand before an opening bracket.</param>
internal sealed record ReadQuery(string Sql, ImmutableArray<string> Functions);
