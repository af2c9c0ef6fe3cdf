using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Notes;

/// <summary>A row of a table that a tool printed.</summary>
internal sealed record NoteRow(int Line, string Text, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>The cell under one of these headings.</summary>
    public string? this[params ReadOnlySpan<string> names]
    {
        get
        {
            foreach (var name in names)
            {
                if (Cells.TryGetValue(name, out var cell) && cell.Length > 0)
                {
                    return cell;
                }
            }

            return null;
        }
    }
}

/// <summary>Reads the tables that tools print: columns set apart by spaces under a line of headings, or by bars as psql and mysql do.</summary>
internal static partial class NoteTable
{
    private const int MostRows = 3000;
    private const int LongestLine = 600;

    public static IEnumerable<(IReadOnlyList<string> Headings, IReadOnlyList<NoteRow> Rows)> Of(RecordedNote note)
    {
        for (var line = note.FirstLine; line <= note.Lines.Count;)
        {
            var text = note.Lines.TextOf(line, LongestLine);
            if (text.Contains('|', StringComparison.Ordinal) && Barred(text) is { Count: >= 2 } barred)
            {
                yield return (barred, Rows(note, ref line, barred, null));
            }
            else if (Headings(text) is { } headings)
            {
                yield return (headings.Names, Rows(note, ref line, headings.Names, headings.Starts));
            }
            else
            {
                line++;
            }
        }
    }

    private static List<NoteRow> Rows(RecordedNote note, ref int line, List<string> names, int[]? starts)
    {
        var rows = new List<NoteRow>();
        for (line++; line <= note.Lines.Count && rows.Count < MostRows; line++)
        {
            var text = note.Lines.TextOf(line, LongestLine);
            if (string.IsNullOrWhiteSpace(text))
            {
                break;
            }

            if (Rule().IsMatch(text))
            {
                continue;
            }

            var cells = starts is null ? Barred(text) : Cut(text, names.Count, starts);
            if (cells is null || cells.Count < Math.Min(2, names.Count))
            {
                break;
            }

            rows.Add(new(line, text.Trim(), names.Zip(cells).GroupBy(pair => pair.First, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First().Second, StringComparer.OrdinalIgnoreCase)));
        }

        return rows;
    }

    private static List<string>? Barred(string text)
    {
        var inner = text.Trim().Trim('|');
        return inner.Contains('|', StringComparison.Ordinal) && !Rule().IsMatch(text) ? [.. inner.Split('|').Select(cell => cell.Trim())] : null;
    }

    /// <summary>Headings are short words in capitals (kubectl, ps), or those of df, free, ss, mtr and the like.</summary>
    private static (List<string> Names, int[] Starts)? Headings(string text)
    {
        var words = Heading().Matches(text);
        if (words.Count < 2 || (!Known().IsMatch(text) && words.Any(word => word.Value.Any(char.IsLower))))
        {
            return null;
        }

        return ([.. words.Select(word => word.Value.Trim())], [.. words.Select(word => word.Index)]);
    }

    /// <summary>By spaces where the number of cells is that of the headings, else by where the headings begin.</summary>
    private static List<string>? Cut(string text, int count, int[] starts)
    {
        List<string> wide = [.. Wide().Split(text.Trim())];
        if (wide.Count == count)
        {
            return wide;
        }

        List<string> words = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (words.Count == count)
        {
            return words;
        }

        var cells = new List<string>(count);
        for (var index = 0; index < count; index++)
        {
            var from = Math.Min(starts[index], text.Length);
            var to = index + 1 < count ? Math.Min(starts[index + 1], text.Length) : text.Length;
            cells.Add(to > from ? text[from..to].Trim() : "");
        }

        return cells;
    }

    [GeneratedRegex(@"[A-Za-z%][\w%()/.#-]*(?: [A-Z(][\w%()/.#-]*)*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"Use%|Mounted on|Recv-Q|Loss%|total\s+used\s+free|\bLAG\b|^\s*PID\s|%CPU|IUse%|^\s*Status\s+Name\s+DisplayName|State\s+Recv", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Known();

    [GeneratedRegex(@"^[\s|+=-]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\s{2,}|\t", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wide();
}
