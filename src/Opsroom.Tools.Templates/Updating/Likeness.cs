namespace Opsroom.Tools.Templates.Updating;

/// <summary>Finds files that were moved: gone under one name and there, much the same, under another.</summary>
internal static class Likeness
{
    private const double Least = 0.6;
    private const int FewestLines = 4;
    private const int FewestCharacters = 20;

    /// <summary>Each text that is gone with the one that it became, the likest first; no text twice.</summary>
    public static IReadOnlyDictionary<string, string> Moves(IReadOnlyDictionary<string, string> gone, IReadOnlyDictionary<string, string> fresh)
    {
        var moves = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var pairs = gone.SelectMany(old => fresh.Where(made => Path.GetExtension(old.Key) == Path.GetExtension(made.Key)).Select(made => (From: old.Key, To: made.Key, Likeness: Of(old.Value, made.Value))))
            .Where(pair => pair.Likeness >= Least).OrderByDescending(pair => pair.Likeness).ThenByDescending(pair => Path.GetFileName(pair.From) == Path.GetFileName(pair.To))
            .ThenBy(pair => pair.From, StringComparer.Ordinal).ThenBy(pair => pair.To, StringComparer.Ordinal);
        foreach (var (from, to, _) in pairs)
        {
            if (!moves.ContainsKey(from) && taken.Add(to))
            {
                moves[from] = to;
            }
        }

        return moves;
    }

    /// <summary>The part of lines that both have, 0 to 1; 0 where there is too little to tell.</summary>
    public static double Of(string first, string second)
    {
        if (LineMerge.Plain(first) == LineMerge.Plain(second))
        {
            return first.Trim().Length >= FewestCharacters ? 1 : 0;
        }

        var (left, right) = (Lines(first), Lines(second));
        var (ofLeft, ofRight) = (left.Values.Sum(), right.Values.Sum());
        return Math.Min(ofLeft, ofRight) < FewestLines ? 0 : 2.0 * left.Sum(line => Math.Min(line.Value, right.GetValueOrDefault(line.Key))) / (ofLeft + ofRight);
    }

    private static Dictionary<string, int> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line.Length > 1).CountBy(line => line, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
}
