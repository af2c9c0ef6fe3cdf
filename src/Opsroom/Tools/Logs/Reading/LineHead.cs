using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>Finds the level in what stands between the time of a plain line and its message, and where the message begins.</summary>
internal static class LineHead
{
    private const int MostWords = 6;
    private const int LongestHead = 120;

    /// <summary>Of the text behind a time.</summary>
    /// <returns>The level, the message, and whether the line only adds to the entry before it, as PostgreSQL's <c>DETAIL:</c> does.</returns>
    public static Head Read(ReadOnlySpan<byte> text)
    {
        var start = Skip(text, 0);
        // "-" and "*" of Redis are no separators
        if (text.Length > 2 && text[0] == ' ' && text[2] == ' ' && text[1] is (byte)'#' or (byte)'*' or (byte)'-' or (byte)'.')
        {
            var level = (char)text[1] switch { '#' => EntryLevel.Warn, '*' => EntryLevel.Info, _ => EntryLevel.Debug };
            return text[1] == '-' ? Words(text, start, isTimed: true) : new(level, text[3..], false);
        }

        return Words(text, start, isTimed: true);
    }

    /// <summary>Of a line that has no time.</summary>
    public static Head ReadUntimed(ReadOnlySpan<byte> text) => Words(text, 0, isTimed: false);

    /// <summary>The level that the first words of a message give away where nothing else does.</summary>
    public static EntryLevel Guess(ReadOnlySpan<byte> message) => message.Length < 5 ? EntryLevel.Unknown : (char)(message[0] | 0x20) switch
    {
        'p' => message.StartsWith("panic: "u8) ? EntryLevel.Fatal : EntryLevel.Unknown,
        'f' => message.StartsWith("fatal: "u8) || message.StartsWith("fatal error: "u8) || message.StartsWith("FATAL "u8) ? EntryLevel.Fatal : EntryLevel.Unknown,
        'e' => message.StartsWith("Exception in thread"u8) || message.StartsWith("ERROR "u8) || message.StartsWith("Error: "u8) ? EntryLevel.Error : EntryLevel.Unknown,
        'u' => message.StartsWith("Unhandled exception"u8) || message.StartsWith("Unhandled Exception"u8) || message.StartsWith("Uncaught "u8) ? EntryLevel.Error : EntryLevel.Unknown,
        't' => message.StartsWith("Traceback (most"u8) ? EntryLevel.Error : Exception(message),
        'w' => message.StartsWith("WARNING "u8) || message.StartsWith("WARN "u8) ? EntryLevel.Warn : EntryLevel.Unknown,
        _ => Exception(message),
    };

    private static EntryLevel Exception(ReadOnlySpan<byte> message) => Continuations.IsException(message) ? EntryLevel.Error : EntryLevel.Unknown;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Head Words(ReadOnlySpan<byte> text, int start, bool isTimed)
    {
        var most = Math.Min(text.Length, start + LongestHead);
        var at = start;
        for (var words = 0; words < MostWords && at < most; words++)
        {
            var isBracketed = text[at] is (byte)'[' or (byte)'<' or (byte)'(';
            var from = isBracketed ? at + 1 : at;
            var length = isBracketed
                ? text[from..most].IndexOfAny((byte)']', (byte)'>', (byte)')')
                : text[from..most].IndexOfAny(" \t:|,"u8);
            var end = length < 0 ? most : from + length;
            var word = text[from..end];
            var behind = end < text.Length ? text[end] : (byte)' ';
            if (LevelOf(word, isBracketed, behind, isTimed && words == 0) is not EntryLevel.Unknown and var level)
            {
                return new(level, text[Skip(text, end + (isBracketed ? 1 : 0))..], false);
            }

            if (behind == ':' && IsDetail(word))
            {
                return new(EntryLevel.Unknown, text[at..], true);
            }

            // without a time only the first word is a head
            if (!isTimed && !isBracketed)
            {
                break;
            }

            at = Skip(text, end + (isBracketed ? 1 : 0));
        }

        return new(EntryLevel.Unknown, text[start..], false);
    }

    private static EntryLevel LevelOf(ReadOnlySpan<byte> word, bool isBracketed, byte behind, bool isFirst)
    {
        if (isBracketed)
        {
            word = word.Trim(" "u8);
            // "core:error" of Apache
            var colon = word.LastIndexOf((byte)':');
            return LevelWords.Of(colon < 0 ? word : word[(colon + 1)..]);
        }

        if (behind is (byte)':' or (byte)'|')
        {
            return word.Length > 2 ? LevelWords.Of(word) : EntryLevel.Unknown;
        }

        // "ERROR/ForkPoolWorker-1]" of Celery
        var slash = word.IndexOfAny((byte)'/', (byte)']');
        word = slash > 0 ? word[..slash] : word;
        var isUpper = word.Length > 0 && !word.ContainsAnyInRange((byte)'a', (byte)'z');
        return isUpper || isFirst || behind == '\t' ? LevelWords.OfCertain(word) : EntryLevel.Unknown;
    }

    private static bool IsDetail(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("DETAIL"u8) || word.SequenceEqual("HINT"u8) || word.SequenceEqual("STATEMENT"u8) || word.SequenceEqual("CONTEXT"u8) || word.SequenceEqual("QUERY"u8) || word.SequenceEqual("LOCATION"u8);

    /// <summary>Past what only separates.</summary>
    private static int Skip(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'|' or (byte)':' or (byte)',' or (byte)']' or (byte)')' or (byte)'-')
        {
            // a sign belongs to its number
            if (text[at] == '-' && at + 1 < text.Length && text[at + 1] is not ((byte)' ' or (byte)'-'))
            {
                break;
            }

            at++;
        }

        return Math.Min(at, text.Length);
    }
}

/// <summary>What the head of a line says.</summary>
internal readonly ref struct Head(EntryLevel level, ReadOnlySpan<byte> message, bool isDetail)
{
    private readonly ReadOnlySpan<byte> message = message;

    public void Deconstruct(out EntryLevel found, out ReadOnlySpan<byte> rest, out bool isMore)
    {
        (found, isMore) = (level, isDetail);
        rest = message;
    }
}
