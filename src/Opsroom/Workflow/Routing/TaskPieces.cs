using System.Runtime.InteropServices;
using System.Text;

namespace Opsroom.Workflow.Routing;

/// <param name="InOrder">Whether the words before it say that it comes after what stands before.</param>
/// <param name="AfterColon">Whether it stands in what a colon announced.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TaskPiece(int Start, int End, bool InOrder, bool AfterColon);

/// <summary>Cuts a task where one job may end and another begin: lists, sentences, commas, and words that join, in many languages.</summary>
internal static class TaskPieces
{
    private const string SentenceEnds = ".!?。！？";
    private const string ClauseEnds = ",;，；、،؛";
    private const string Bullets = "-*•–—";

    private static readonly Connectors Joining = Connectors.Load();

    public static List<TaskPiece> Of(string task, int most)
    {
        var pieces = new List<TaskPiece>();
        var (start, inOrder, colon) = (0, false, false);
        for (var i = 0; i < task.Length && pieces.Count < most - 1; i++)
        {
            var cut = CutAt(task, i);
            if (cut.Length > 0)
            {
                if (HasLetters(task.AsSpan(start, i - start)))
                {
                    pieces.Add(new(start, i, inOrder, colon));
                    inOrder = false;
                }

                colon = cut.Colon || (colon && !cut.EndsSentence);
                inOrder |= cut.InOrder;
                start = i + cut.Length;
                i = start - 1;
            }
        }

        if (start < task.Length && HasLetters(task.AsSpan(start)))
        {
            pieces.Add(new(start, task.Length, inOrder, colon));
        }

        return pieces;
    }

    private static Cut CutAt(string task, int at)
    {
        var c = task[at];
        if (c == '\n' || at == 0)
        {
            var line = c == '\n' ? at + 1 : at;
            var marker = ItemMarker(task, line, out var isNumber);
            if (c == '\n' || marker > 0)
            {
                return new(line - at + marker, isNumber, Colon: false, EndsSentence: marker == 0);
            }
        }

        var ends = at + 1 == task.Length || char.IsWhiteSpace(task[at + 1]);
        if (c == ':' && ends || c == '：')
        {
            return new(1, InOrder: false, Colon: true, EndsSentence: false);
        }

        if (SentenceEnds.Contains(c) && (ends || c > '\u3000'))
        {
            return new(1, InOrder: false, Colon: false, EndsSentence: true);
        }

        if (ClauseEnds.Contains(c) && (ends || c > '\u0080'))
        {
            return new(1, InOrder: false, Colon: false, EndsSentence: false);
        }

        return StartsWord(task, at) && Joining.At(task, at, out var inOrder) is > 0 and var length
            ? new(length, inOrder, Colon: false, EndsSentence: false)
            : default;
    }

    // "1. ", "2) ", "- " at the start of a line
    private static int ItemMarker(string task, int line, out bool isNumber)
    {
        isNumber = false;
        var i = line;
        while (i < task.Length && task[i] is ' ' or '\t')
        {
            i++;
        }

        if (i + 1 < task.Length && Bullets.Contains(task[i]) && task[i + 1] == ' ')
        {
            return i + 2 - line;
        }

        var digits = i;
        while (i < task.Length && char.IsAsciiDigit(task[i]))
        {
            i++;
        }

        isNumber = i > digits && i - digits <= 2 && i + 1 < task.Length && task[i] is '.' or ')' && task[i + 1] == ' ';
        return isNumber ? i + 2 - line : 0;
    }

    private static bool StartsWord(string task, int at) =>
        char.IsLetter(task[at]) && (at == 0 || !char.IsLetterOrDigit(task[at - 1]) || TextFolding.ScriptOf(task[at]) != Script.Spaced);

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

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Cut(int Length, bool InOrder, bool Colon, bool EndsSentence);
}

/// <summary>The words that join two jobs.</summary>
internal sealed class Connectors
{
    private const int LongestDense = 5;
    private const int LongestSpaced = 32;

    private static readonly char[] WordEnds = [' ', ',', '\n', '.', ':', ';'];

    private readonly Dictionary<string, bool> _inOrder = new(StringComparer.Ordinal);
    private int _mostWords;

    private Connectors()
    {
    }

    public static Connectors Load()
    {
        var connectors = new Connectors();
        foreach (var line in RoutingResources.Lines("connectors.txt"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var word in words.AsSpan(1))
            {
                var folded = Fold(word.Replace('_', ' '));
                connectors._inOrder.TryAdd(folded, words[0] == "then");
                connectors._mostWords = Math.Max(connectors._mostWords, folded.Count(c => c == ' ') + 1);
            }
        }

        return connectors;
    }

    /// <summary>The length of the longest connector that starts here; 0 where none does.</summary>
    public int At(string task, int at, out bool inOrder)
    {
        inOrder = false;
        var longest = 0;
        if (TextFolding.ScriptOf(task[at]) == Script.Unspaced)
        {
            for (var length = 1; length <= Math.Min(LongestDense, task.Length - at); length++)
            {
                if (_inOrder.TryGetValue(task.Substring(at, length), out var dense))
                {
                    (longest, inOrder) = (length, dense);
                }
            }

            return longest;
        }

        var end = at;
        for (var words = 1; words <= _mostWords; words++, end++)
        {
            end = end < task.Length ? task.IndexOfAny(WordEnds, end) : -1;
            if (end < 0 || end - at > LongestSpaced)
            {
                break;
            }

            if (_inOrder.TryGetValue(Fold(task.AsSpan(at, end - at)), out var spaced))
            {
                (longest, inOrder) = (end - at, spaced);
            }
        }

        return longest;
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
}
