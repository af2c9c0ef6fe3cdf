using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Changes;

/// <summary>Compares two texts line by line and writes what differs as people read it in reviews.</summary>
/// <param name="Text">Hunks with three lines around each change; empty where nothing differs.</param>
/// <param name="Added">Lines that are only in the new text.</param>
/// <param name="Removed">Lines that are only in the old text.</param>
internal sealed record UnifiedDiff(string Text, int Added, int Removed)
{
    private const int Around = 3;

    /// <summary>How many changed lines are looked for the shortest way; texts that differ more are shown as replaced between their first and last difference.</summary>
    private const int MostEdits = 1_000;

    public static UnifiedDiff Of(string before, string after)
    {
        var (old, made) = (Lines(before), Lines(after));
        var edits = Edits(old, made);
        return new UnifiedDiff(Write(edits), edits.Count(edit => edit.Mark == '+'), edits.Count(edit => edit.Mark == '-'));
    }

    private static string[] Lines(string text)
    {
        var plain = text.ReplaceLineEndings("\n");
        return plain.Length == 0 ? [] : (plain.EndsWith('\n') ? plain[..^1] : plain).Split('\n');
    }

    private static List<Edit> Edits(string[] old, string[] made)
    {
        var same = 0;
        while (same < old.Length && same < made.Length && old[same] == made[same])
        {
            same++;
        }

        var end = 0;
        while (end < old.Length - same && end < made.Length - same && old[^(end + 1)] == made[^(end + 1)])
        {
            end++;
        }

        var edits = new List<Edit>(old.Length + made.Length);
        edits.AddRange(old[..same].Select(line => new Edit(' ', line)));
        edits.AddRange(Middle(old[same..^end], made[same..^end]));
        edits.AddRange(old[^end..].Select(line => new Edit(' ', line)));
        return edits;
    }

    /// <summary>The shortest script of deletions and insertions, by Myers' greedy search.</summary>
    private static List<Edit> Middle(string[] old, string[] made)
    {
        var most = Math.Min(old.Length + made.Length, MostEdits);
        var reached = new int[(2 * most) + 3];
        var trail = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            trail.Add(reached[(most + 1 - edits - 1)..(most + 1 + edits + 2)]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var at = most + 1 + diagonal;
                var x = diagonal == -edits || (diagonal != edits && reached[at - 1] < reached[at + 1]) ? reached[at + 1] : reached[at - 1] + 1;
                while (x < old.Length && x - diagonal < made.Length && old[x] == made[x - diagonal])
                {
                    x++;
                }

                reached[at] = x;
                if (x >= old.Length && x - diagonal >= made.Length)
                {
                    return Walk(trail, old, made);
                }
            }
        }

        return [.. old.Select(line => new Edit('-', line)), .. made.Select(line => new Edit('+', line))];
    }

    private static List<Edit> Walk(List<int[]> trail, string[] old, string[] made)
    {
        var found = new List<Edit>();
        var (x, y) = (old.Length, made.Length);
        for (var edits = trail.Count - 1; edits >= 0; edits--)
        {
            // each step kept the diagonals -edits-1 to edits+1
            var reached = trail[edits];
            var diagonal = x - y;
            int At(int k) => reached[k + edits + 1];
            var down = diagonal == -edits || (diagonal != edits && At(diagonal - 1) < At(diagonal + 1));
            var from = edits == 0 ? 0 : down ? diagonal + 1 : diagonal - 1;
            var (startX, startY) = edits == 0 ? (0, 0) : (At(from), At(from) - from);
            while (x > startX && y > startY)
            {
                found.Add(new Edit(' ', old[--x]));
                y--;
            }

            if (edits > 0)
            {
                found.Add(down ? new Edit('+', made[--y]) : new Edit('-', old[--x]));
            }
        }

        found.Reverse();
        return found;
    }

    private static string Write(List<Edit> edits)
    {
        var text = new StringBuilder();
        var (oldLine, newLine) = (1, 1);
        for (var i = 0; i < edits.Count;)
        {
            if (edits[i].Mark == ' ')
            {
                (oldLine, newLine, i) = (oldLine + 1, newLine + 1, i + 1);
                continue;
            }

            var start = Math.Max(0, i - Around);
            var end = EndOfHunk(edits, i);
            var hunk = edits[start..end];
            var (fromOld, fromNew) = (oldLine - (i - start), newLine - (i - start));
            var (oldCount, newCount) = (hunk.Count(edit => edit.Mark != '+'), hunk.Count(edit => edit.Mark != '-'));
            text.Append(CultureInfo.InvariantCulture, $"@@ -{(oldCount == 0 ? fromOld - 1 : fromOld)},{oldCount} +{(newCount == 0 ? fromNew - 1 : fromNew)},{newCount} @@\n");
            foreach (var (mark, line) in hunk)
            {
                text.Append(mark).Append(line).Append('\n');
            }

            (oldLine, newLine, i) = (fromOld + oldCount, fromNew + newCount, end);
        }

        return text.ToString();
    }

    /// <summary>Changes that are near each other stand in one hunk.</summary>
    private static int EndOfHunk(List<Edit> edits, int firstChange)
    {
        var last = firstChange;
        for (var i = firstChange; i < edits.Count && i - last <= 2 * Around; i++)
        {
            last = edits[i].Mark == ' ' ? last : i;
        }

        return Math.Min(edits.Count, last + 1 + Around);
    }

    private readonly record struct Edit(char Mark, string Line);
}
