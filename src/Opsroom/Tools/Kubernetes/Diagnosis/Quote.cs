using System.Text;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>Words of others within a message: on one line, without control characters, and no longer than is of use.</summary>
internal static class Quote
{
    public const int Usual = 360;

    public static string Of(string? text, int length = Usual)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        var line = new StringBuilder(Math.Min(text.Length, length) + 1);
        var space = false;
        foreach (var letter in text)
        {
            if (char.IsWhiteSpace(letter) || char.IsControl(letter))
            {
                space = line.Length > 0;
                continue;
            }

            if (space)
            {
                line.Append(' ');
                space = false;
            }

            line.Append(letter);
            if (line.Length >= length)
            {
                // half a surrogate pair is no text
                var kept = char.IsHighSurrogate(line[^1]) ? line.Length - 1 : line.Length;
                return line.ToString(0, kept) + "…";
            }
        }

        return line.ToString();
    }

    /// <summary>The last lines that say something, for what a process wrote before it ended.</summary>
    public static string Tail(string? text, int lines = 6, int length = 480)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        var last = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(lines).ToList();
        while (last.Count > 1 && last.Sum(line => line.Length + 3) > length)
        {
            last.RemoveAt(0);
        }

        return Of(string.Join(" | ", last), length);
    }

    /// <summary>At most some names, and how many more there are.</summary>
    public static string Names(IEnumerable<string> names, int most = 5)
    {
        var all = names.ToList();
        return all.Count <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Count - most} more";
    }

    /// <summary>What is said, set off by a colon; nothing where nothing is said.</summary>
    public static string After(string? text, int length = Usual) => Of(text, length) is { Length: > 0 } said ? $": {said}" : "";
}
