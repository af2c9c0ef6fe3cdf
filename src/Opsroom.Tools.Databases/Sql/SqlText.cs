using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Tools.Databases.Sql;

/// <summary>A text of SQL, cut into tokens.</summary>
/// <param name="Fault">Where reading had to stop: a string or a comment without an end.</param>
internal sealed record SqlText(string Source, SqlDialect Dialect, ImmutableArray<SqlToken> Tokens, ImmutableArray<SqlComment> Comments, SqlFault? Fault)
{
    private readonly Lazy<int[]> lines = new(() => [.. Starts(Source)]);

    /// <summary>Line and column (both from 1) of an offset.</summary>
    public (int Line, int Column) Locate(int at)
    {
        var found = Array.BinarySearch(lines.Value, at);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, at - lines.Value[line] + 1);
    }

    /// <summary>The source of some tokens without comments, every gap one blank.</summary>
    /// <param name="from">Index of the first token.</param>
    /// <param name="to">Index behind the last one.</param>
    public string Written(int from, int to)
    {
        var text = new StringBuilder();
        for (var index = from; index < to; index++)
        {
            var token = Tokens[index];
            if (index > from && token.Start > Tokens[index - 1].End)
            {
                text.Append(' ');
            }

            text.Append(Source, token.Start, token.End - token.Start);
        }

        return text.ToString();
    }

    private static IEnumerable<int> Starts(string source)
    {
        yield return 0;
        for (var at = source.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = source.IndexOf('\n', at + 1))
        {
            yield return at + 1;
        }
    }
}
