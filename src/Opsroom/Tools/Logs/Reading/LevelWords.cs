using System.Text;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>What the words and numbers of levels mean.</summary>
internal static class LevelWords
{
    private const int LongestWord = 13;

    /// <summary>Of a word that stands where a level is expected, in any case.</summary>
    public static EntryLevel Of(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 1 or > LongestWord)
        {
            return EntryLevel.Unknown;
        }

        switch (word[0] | 0x20)
        {
            case 'i':
                return Is(word, "info"u8) || Is(word, "i"u8) || Is(word, "inf"u8) || Is(word, "information"u8) || Is(word, "informational"u8) ? EntryLevel.Info : EntryLevel.Unknown;
            case 'e':
                return Is(word, "error"u8) || Is(word, "err"u8) || Is(word, "e"u8) || Is(word, "eror"u8) ? EntryLevel.Error
                    : Is(word, "emerg"u8) || Is(word, "emergency"u8) ? EntryLevel.Fatal : EntryLevel.Unknown;
            case 'w':
                return Is(word, "warn"u8) || Is(word, "warning"u8) || Is(word, "w"u8) || Is(word, "wrn"u8) ? EntryLevel.Warn : EntryLevel.Unknown;
            case 'd':
                return Is(word, "debug"u8) || Is(word, "d"u8) || Is(word, "dbg"u8) || Is(word, "dbug"u8) || IsNumbered(word) ? EntryLevel.Debug
                    : Is(word, "default"u8) ? EntryLevel.Info
                    : Is(word, "dpanic"u8) ? EntryLevel.Fatal : EntryLevel.Unknown;
            case 'f':
                return Is(word, "fatal"u8) || Is(word, "f"u8) || Is(word, "ftl"u8) ? EntryLevel.Fatal
                    : Is(word, "fail"u8) ? EntryLevel.Error
                    : Is(word, "fine"u8) ? EntryLevel.Debug
                    : Is(word, "finer"u8) || Is(word, "finest"u8) ? EntryLevel.Trace : EntryLevel.Unknown;
            case 'n':
                return Is(word, "notice"u8) || Is(word, "note"u8) ? EntryLevel.Info : EntryLevel.Unknown;
            case 't':
                return Is(word, "trace"u8) || Is(word, "trc"u8) || Is(word, "trce"u8) || Is(word, "t"u8) ? EntryLevel.Trace : EntryLevel.Unknown;
            case 'v':
                return Is(word, "verbose"u8) || Is(word, "vrb"u8) || Is(word, "v"u8) ? EntryLevel.Trace : EntryLevel.Unknown;
            case 'c':
                return Is(word, "critical"u8) || Is(word, "crit"u8) || Is(word, "c"u8) ? EntryLevel.Fatal : Is(word, "config"u8) ? EntryLevel.Debug : EntryLevel.Unknown;
            case 'a':
                return Is(word, "alert"u8) ? EntryLevel.Fatal : EntryLevel.Unknown;
            case 'p':
                return Is(word, "panic"u8) ? EntryLevel.Fatal : EntryLevel.Unknown;
            case 's':
                return Is(word, "severe"u8) ? EntryLevel.Error : Is(word, "system"u8) || Is(word, "success"u8) ? EntryLevel.Info : EntryLevel.Unknown;
            case 'l':
                return Is(word, "log"u8) ? EntryLevel.Info : EntryLevel.Unknown;
            default:
                return EntryLevel.Unknown;
        }
    }

    /// <summary>Of a word that means a level wherever it stands in the head of a line: none that is a usual word, or a letter.</summary>
    public static EntryLevel OfCertain(ReadOnlySpan<byte> word) =>
        word.Length < 3 || Is(word, "alert"u8) || Is(word, "system"u8) || Is(word, "log"u8) || Is(word, "note"u8) || Is(word, "default"u8) || Is(word, "config"u8) || Is(word, "fine"u8)
        || Is(word, "fail"u8) || Is(word, "success"u8) || Is(word, "finer"u8)
            ? EntryLevel.Unknown
            : Of(word);

    /// <summary>Of a priority of syslog and journald: 0 emergency to 7 debug.</summary>
    public static EntryLevel OfSyslog(long priority) => priority switch
    {
        >= 0 and <= 2 => EntryLevel.Fatal,
        3 => EntryLevel.Error,
        4 => EntryLevel.Warn,
        5 or 6 => EntryLevel.Info,
        7 => EntryLevel.Debug,
        _ => EntryLevel.Unknown,
    };

    /// <summary>Of a number under <c>level</c>: 10 to 60 as pino and bunyan have it, below that as syslog.</summary>
    public static EntryLevel OfNumber(long number) => number switch
    {
        < 10 => OfSyslog(number),
        < 20 => EntryLevel.Trace,
        < 30 => EntryLevel.Debug,
        < 40 => EntryLevel.Info,
        < 50 => EntryLevel.Warn,
        < 60 => EntryLevel.Error,
        < 100 => EntryLevel.Fatal,
        _ => EntryLevel.Unknown,
    };

    /// <summary>Of a severity number of OpenTelemetry: 1 to 24, four of each.</summary>
    public static EntryLevel OfOpenTelemetry(long number) => number is >= 1 and <= 24 ? (EntryLevel)(1 + ((number - 1) / 4)) : EntryLevel.Unknown;

    /// <summary>Of an answered request, whose entry has no level: a hint only.</summary>
    public static EntryLevel OfStatus(long status) => status switch
    {
        >= 500 and < 600 => EntryLevel.Error,
        >= 400 => EntryLevel.Warn,
        >= 100 => EntryLevel.Info,
        _ => EntryLevel.Unknown,
    };

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> name) => word.Length == name.Length && Ascii.EqualsIgnoreCase(word, name);

    /// <summary>D1 to D5, as MongoDB has them.</summary>
    private static bool IsNumbered(ReadOnlySpan<byte> word) => word.Length == 2 && word[1] is >= (byte)'1' and <= (byte)'5';
}
