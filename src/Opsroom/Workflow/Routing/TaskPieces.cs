using System.Runtime.InteropServices;
using System.Text;

namespace Opsroom.Workflow.Routing;

/// <param name="InOrder">Whether the words before it say that it comes after what stands before.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TaskPiece(int Start, int End, bool InOrder);

/// <summary>Cuts a task where one job may end and another begin: lists, sentences, commas, and words that join, in many languages.</summary>
internal static class TaskPieces
{
    private static readonly Dictionary<string, bool> Connectors = Load();
    private static readonly int LongestConnector = Connectors.Keys.Max(words => words.Count(c => c == ' ') + 1);

    private static Dictionary<string, bool> Load()
    {
        var connectors = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var line in RoutingResources.Lines("connectors.txt"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var word in words.Skip(1))
            {
                connectors.TryAdd(Fold(word.Replace('_', ' ')), words[0] == "then");
            }
        }

        return connectors;
    }

    public static List<TaskPiece> Of(string task, int most)
    {
        var pieces = new List<TaskPiece>();
        var start = 0;
        var inOrder = false;
        for (var i = 0; i < task.Length && pieces.Count < most - 1; i++)
        {
            var cut = CutAt(task, i);
            if (cut.Length == 0)
            {
                continue;
            }

            if (HasLetters(task.AsSpan(start, i - start)))
            {
                pieces.Add(new(start, i, inOrder));
                inOrder = cut.InOrder;
            }
            else
            {
                inOrder |= cut.InOrder;
            }

            start = i + cut.Length;
            i = start - 1;
        }

        if (start < task.Length && HasLetters(task.AsSpan(start)))
        {
            pieces.Add(new(start, task.Length, inOrder));
        }

        return pieces;
    }

    private static (int Length, bool InOrder) CutAt(string task, int at)
    {
        var c = task[at];
        if (c is '\n')
        {
            return (1 + NumberLength(task, at + 1), NumberLength(task, at + 1) > 0);
        }

        if (c is ',' or ';' or '；' or '，' or '。' or '！' or '!' or '、' or '؛' or '،' || (c is '.' or '?' && (at + 1 == task.Length || char.IsWhiteSpace(task[at + 1]))))
        {
            return (1, false);
        }

        if (at == 0 ? NumberLength(task, 0) is > 0 and var number : false)
        {
            return (number, true);
        }

        return WordStarts(task, at) ? ConnectorAt(task, at) : default;
    }

    // "1." "2)" "3:" before an item of a list
    private static int NumberLength(string task, int at)
    {
        var i = at;
        while (i < task.Length && task[i] is ' ' or '\t')
        {
            i++;
        }

        var digits = i;
        while (i < task.Length && char.IsAsciiDigit(task[i]))
        {
            i++;
        }

        return i > digits && i - digits <= 2 && i + 1 < task.Length && task[i] is '.' or ')' or ':' && task[i + 1] == ' ' ? i + 1 - at : 0;
    }

    private static bool WordStarts(string task, int at) =>
        char.IsLetter(task[at]) && (at == 0 || !char.IsLetterOrDigit(task[at - 1]) || TextFolding.ScriptOf(task[at]) != Script.Spaced);

    private static (int Length, bool InOrder) ConnectorAt(string task, int at)
    {
        if (TextFolding.ScriptOf(task[at]) == Script.Unspaced)
        {
            for (var length = Math.Min(5, task.Length - at); length >= 1; length--)
            {
                if (Connectors.TryGetValue(task.Substring(at, length), out var dense))
                {
                    return (length, dense);
                }
            }

            return default;
        }

        var best = (0, false);
        var end = at;
        for (var words = 1; words <= LongestConnector && end < task.Length; words++)
        {
            end = task.IndexOfAny([' ', ',', '\n', '.', ':'], end);
            end = end < 0 ? task.Length : end;
            if (end - at > 32)
            {
                break;
            }

            if (Connectors.TryGetValue(Fold(task.AsSpan(at, end - at)), out var inOrder) && end < task.Length)
            {
                best = (end - at, inOrder);
            }

            end++;
        }

        return best;
    }

    private static string Fold(ReadOnlySpan<char> text)
    {
        var folded = new StringBuilder(text.Length);
        Span<char> one = stackalloc char[2];
        foreach (var c in text)
        {
            if (c is '\'' or '’')
            {
                folded.Append(' ');
            }
            else
            {
                folded.Append(one[..TextFolding.Fold(c, one)]);
            }
        }

        return folded.ToString();
    }

    private static bool HasLetters(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }
}
