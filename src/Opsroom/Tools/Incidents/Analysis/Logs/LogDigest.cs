using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Signs;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>
/// What is in one log, found in one pass over its bytes: lines that mean something, lines of errors that nobody knows (with numbers and identifiers taken out, so that like
/// ones count as one), answers to requests by minute, and the span of time.
/// </summary>
internal sealed class LogDigest
{
    private const int MostPatterns = 1500;
    private const int LongestTemplate = 240;
    private const int LongestLine = 16 * 1024;

    /// <summary>Lines without a level that are looked at for words of failure.</summary>
    private const int MostUnlevelled = 20_000;

    private readonly Dictionary<(string Sign, string? Depends), LogPattern> signs = [];
    private readonly Dictionary<ulong, LogPattern> templates = [];

    private LogDigest(RecordedLog log) => Log = log;

    public RecordedLog Log { get; }

    public IEnumerable<LogPattern> Patterns => signs.Values.Concat(templates.Values);

    public int LineCount { get; private set; }

    public int ErrorCount { get; private set; }

    public long First { get; private set; }

    public long Last { get; private set; }

    /// <summary>Requests answered by minute: all, and those with 500 and above.</summary>
    public SortedDictionary<long, RequestCount> Requests { get; } = [];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LogDigest Of(RecordedLog log, DateTimeOffset around, CancellationToken cancellationToken)
    {
        var digest = new LogDigest(log);
        var reader = new LogLineReader(around);
        var text = log.Lines.Text.Span;
        var signed = new SignedLines(log.Lines.Text, LongestLine, cancellationToken);
        var (start, number, head) = (0, 0, 0);
        while (start < text.Length && number < TextLines.MaxLines)
        {
            number++;
            if ((number & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var length = text[start..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            var line = text[start..end];
            line = line.Length > LongestLine ? line[..LongestLine] : line;
            head = digest.Take(line, number, head, reader, signed.At(start));
            start = end + 1;
        }

        return digest;
    }

    /// <returns>The line at which the present entry began.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Take(ReadOnlySpan<byte> line, int number, int head, LogLineReader reader, ImmutableArray<SignMatch> matches)
    {
        if (line.IsEmpty)
        {
            return head;
        }

        var read = reader.Read(line);
        var ticks = read.Ticks != 0 ? read.Ticks : reader.LastTicks;
        head = read.Continues && head > 0 ? head : number;
        LineCount++;
        if (read.Ticks != 0)
        {
            First = First == 0 || ticks < First ? ticks : First;
            Last = Math.Max(Last, ticks);
        }

        ErrorCount += read.Level >= EntryLevel.Error ? 1 : 0;
        var status = HttpStatus.Of(line);
        if (status > 0 && ticks != 0)
        {
            Count(ticks / TimeSpan.TicksPerMinute, status, number);
        }

        TakeSigns(matches, read.Message.IsEmpty ? line : read.Message, number, ticks, read.Level, head);
        if (matches.IsEmpty && (read.Level >= EntryLevel.Error || ((read.Level == EntryLevel.Warn || (read.Level == EntryLevel.Unknown && number < MostUnlevelled && !read.Continues)) && TellsFailure(read.Message.IsEmpty ? line : read.Message)) || IsException(line, read)))
        {
            TakeTemplate(line, read, number, ticks, head);
        }

        return head;
    }

    private void Count(long minute, int status, int line)
    {
        var seen = Requests.GetValueOrDefault(minute);
        Requests[minute] = new(seen.All + 1, seen.Failed + (status >= 500 ? 1 : 0), seen.Refused + (status is >= 400 and < 500 ? 1 : 0), status >= 500 || (status >= 400 && seen.Failed == 0) ? line : seen.FailedLine);
    }

    private void TakeSigns(ImmutableArray<SignMatch> matches, ReadOnlySpan<byte> words, int number, long ticks, EntryLevel level, int head)
    {
        var wording = 0UL;
        foreach (var match in matches)
        {
            var key = (match.Sign.Id, match.Depends is { Length: < 120 } other ? Party(other) : null);
            ref var pattern = ref CollectionsMarshal.GetValueRefOrAddDefault(signs, signs.Count < MostPatterns ? key : (match.Sign.Id, null), out _);
            pattern ??= new(match, level) { HeadLine = head };
            wording = wording == 0 && pattern.Count < LogPattern.MostCompared ? WordingOf(words) : wording;
            pattern.Add(number, ticks, level, wording);
            pattern.Name(match);
        }
    }

    /// <summary>Addresses of many clients are one party.</summary>
    private static string Party(string other) =>
        char.IsAsciiDigit(other[0]) ? string.Concat(other.Select(letter => char.IsAsciiDigit(letter) ? '#' : letter)).Replace("##", "#", StringComparison.Ordinal).Replace("##", "#", StringComparison.Ordinal) : other;

    private void TakeTemplate(ReadOnlySpan<byte> line, LogLine read, int number, long ticks, int head)
    {
        var words = read.Message.IsEmpty ? line : read.Message;
        var key = WordingOf(words);
        if (templates.Count >= MostPatterns && !templates.ContainsKey(key))
        {
            return;
        }

        ref var pattern = ref CollectionsMarshal.GetValueRefOrAddDefault(templates, key, out _);
        pattern ??= new(null, read.Level) { HeadLine = head, IsException = read.Level != EntryLevel.Warn && (read.Level != EntryLevel.Unknown || IsException(line, read)) && NamesException(line) };
        pattern.Add(number, ticks, read.Level, key);
    }

    private static ulong WordingOf(ReadOnlySpan<byte> words)
    {
        Span<byte> masked = stackalloc byte[LongestTemplate];
        return Hash(masked[..Mask(words, masked)]);
    }

    /// <summary>Letters as they are; numbers, and words that hold digits, as one sign each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Mask(ReadOnlySpan<byte> words, Span<byte> masked)
    {
        var length = 0;
        var start = 0;
        for (var index = 0; index <= words.Length && length < masked.Length; index++)
        {
            if (index < words.Length && (char.IsAsciiLetterOrDigit((char)words[index]) || words[index] is (byte)'_' or (byte)'-' or (byte)'.'))
            {
                continue;
            }

            var word = words[start..index];
            if (word.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0)
            {
                masked[length++] = (byte)'#';
            }
            else
            {
                var taken = Math.Min(word.Length, masked.Length - length);
                word[..taken].CopyTo(masked[length..]);
                length += taken;
            }

            if (index < words.Length && length < masked.Length)
            {
                masked[length++] = words[index];
            }

            start = index + 1;
        }

        return length;
    }

    /// <summary>FNV-1a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var each in text)
        {
            hash = (hash ^ each) * 1099511628211UL;
        }

        return hash;
    }

    /// <summary>A warning that something did not go through, the first letters left out for they may be large ones.</summary>
    private static bool TellsFailure(ReadOnlySpan<byte> message) =>
        message.IndexOf("ail"u8) >= 0 || message.IndexOf("rror"u8) >= 0 || message.IndexOf("nable to"u8) >= 0 || message.IndexOf("ould not"u8) >= 0 || message.IndexOf("annot"u8) >= 0 || message.IndexOf("efused"u8) >= 0
        || message.IndexOf("ejected"u8) >= 0 || message.IndexOf("imed out"u8) >= 0 || message.IndexOf("imeout"u8) >= 0 || message.IndexOf("navailable"u8) >= 0 || message.IndexOf("enied"u8) >= 0 || message.IndexOf("ehler"u8) >= 0 || message.IndexOf("EHLER"u8) >= 0
        || message.IndexOf("ehlgeschlagen"u8) >= 0 || message.IndexOf("erweigert"u8) >= 0 || message.IndexOf("rreur"u8) >= 0 || message.IndexOf("FAIL"u8) >= 0 || message.IndexOf("ERR"u8) >= 0;

    private static bool IsException(ReadOnlySpan<byte> line, LogLine read) =>
        (read.Continues || read.Level == EntryLevel.Unknown) && line.Length < 2000 && line[0] is not ((byte)' ' or (byte)'\t') && NamesException(line);

    private static bool NamesException(ReadOnlySpan<byte> line) =>
        (line.IndexOf("Exception"u8) >= 0 || line.IndexOf("Error: "u8) >= 0 || line.IndexOf("panic: "u8) >= 0 || line.IndexOf("Errno"u8) >= 0) && line.IndexOf("\tat "u8) < 0;
}

/// <param name="Refused">Answers from 400 to 499.</param>
/// <param name="FailedLine">A line with an answer of 500 or above, else of 400 or above; 0 without one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RequestCount(int All, int Failed, int Refused, int FailedLine);
