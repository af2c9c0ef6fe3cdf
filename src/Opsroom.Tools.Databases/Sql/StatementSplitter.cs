using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Opsroom.Tools.Databases.Sql;

/// <summary>The tokens of one statement, without what ends it.</summary>
/// <param name="From">Index of the first token.</param>
/// <param name="To">Index behind the last one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenRange(int From, int To);

/// <summary>Finds where statements end: not inside the body of a routine, a trigger or a rule.</summary>
internal static class StatementSplitter
{
    private static readonly ImmutableArray<string> Compound = ["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE"];

    public static ImmutableArray<TokenRange> Split(SqlText text)
    {
        var ranges = ImmutableArray.CreateBuilder<TokenRange>();
        var (start, blocks, brackets, isCompound, isRule) = (0, 0, 0, false, false);
        for (var index = 0; index < text.Tokens.Length; index++)
        {
            var token = text.Tokens[index];
            if (index == start)
            {
                (blocks, brackets, isCompound, isRule) = (0, 0, HasBody(text, start), text.Dialect.IsPostgreSql && Creates(text, start, ["RULE"]));
            }

            switch (token.Kind)
            {
                case SqlTokenKind.Meta:
                    Close(index);
                    ranges.Add(new TokenRange(index, index + 1));
                    start = index + 1;
                    break;
                case SqlTokenKind.Terminator when blocks == 0 && (!isRule || brackets == 0):
                    Close(index);
                    start = index + 1;
                    break;
                case SqlTokenKind.Symbol:
                    brackets += token.Value switch { "(" => 1, ")" => -1, _ => 0 };
                    break;
                case SqlTokenKind.Word when isCompound:
                    blocks = Math.Max(0, blocks + Opens(text, index, blocks));
                    break;
            }
        }

        Close(text.Tokens.Length);
        return ranges.ToImmutable();

        void Close(int end)
        {
            if (end > start)
            {
                ranges.Add(new TokenRange(start, end));
            }
        }
    }

    private static bool HasBody(SqlText text, int start) => Creates(text, start, Compound) || (text.Dialect == SqlDialect.MariaDb && text.Tokens[start].Is("BEGIN") && At(text, start + 1).Is("NOT"));

    // what is created is named among the first words, behind OR REPLACE, TEMP or DEFINER = 'someone'@'somewhere'
    private static bool Creates(SqlText text, int start, ImmutableArray<string> kinds)
    {
        if (!text.Tokens[start].Is("CREATE"))
        {
            return false;
        }

        for (var index = start + 1; index < Math.Min(start + 12, text.Tokens.Length) && text.Tokens[index].Kind != SqlTokenKind.Terminator; index++)
        {
            var token = text.Tokens[index];
            if (kinds.Any(token.Is))
            {
                return true;
            }

            if (token.IsSymbol("(") || token.Is("TABLE") || token.Is("INDEX") || token.Is("VIEW"))
            {
                return false;
            }
        }

        return false;
    }

    private static int Opens(SqlText text, int index, int blocks)
    {
        var token = text.Tokens[index];
        if (token.Is("BEGIN"))
        {
            return text.Dialect.IsPostgreSql && !At(text, index + 1).Is("ATOMIC") ? 0 : 1;
        }

        if (blocks == 0)
        {
            return 0;
        }

        if (token.Is("CASE"))
        {
            return index > 0 && text.Tokens[index - 1].Is("END") ? 0 : 1;
        }

        return token.Is("END") && !(text.Dialect.IsMySql && IsEndOfFlow(At(text, index + 1))) ? -1 : 0;
    }

    private static bool IsEndOfFlow(SqlToken next) => next.Is("IF") || next.Is("WHILE") || next.Is("LOOP") || next.Is("REPEAT") || next.Is("FOR");

    private static SqlToken At(SqlText text, int index) => index < text.Tokens.Length ? text.Tokens[index] : default;
}
