using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>Lines of <c>key=value</c> pairs, whole ones and those behind a time.</summary>
internal sealed partial class LogLineReader
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadLogfmt(ReadOnlySpan<byte> text, long ticks, out LogLine read)
    {
        read = default;
        if (!IsLogfmt(text))
        {
            return false;
        }

        var (level, hint) = (EntryLevel.Unknown, EntryLevel.Unknown);
        ReadOnlySpan<byte> message = default;
        ReadOnlySpan<byte> error = default;
        var pairs = new LogfmtPairs(text);
        while (pairs.MoveNext())
        {
            switch (FieldRoles.Of(pairs.Key))
            {
                case FieldRole.Time when ticks == 0 && !(time.TryRead(pairs.Value, out ticks, out _) || EpochTime.TryRead(pairs.Value, out ticks)):
                    ticks = 0;
                    break;
                case FieldRole.Level when level == EntryLevel.Unknown:
                    level = LevelWords.Of(pairs.Value);
                    break;
                case FieldRole.Message when message.IsEmpty:
                    message = messages.Unescaped(pairs.Value);
                    break;
                case FieldRole.Error when error.IsEmpty:
                    error = errors.Unescaped(pairs.Value);
                    break;
                case FieldRole.Status when System.Buffers.Text.Utf8Parser.TryParse(pairs.Value, out int status, out var used) && used == pairs.Value.Length:
                    hint = LevelWords.OfStatus(status);
                    break;
            }
        }

        if (ticks != 0)
        {
            time.Keep(ticks);
        }

        continuations.Entry(hasTime: ticks != 0);
        read = new LogLine
        {
            Ticks = ticks,
            Level = level != EntryLevel.Unknown ? level : hint,
            Message = message.IsEmpty ? text.Trim(" \t"u8) : message,
            Error = message.IsEmpty ? default : error,
            Body = text,
            Format = LogFormat.Logfmt,
        };
        return true;
    }

    /// <summary>Pairs alone are not enough: a sentence may have one.</summary>
    private static bool IsLogfmt(ReadOnlySpan<byte> text)
    {
        var equals = text[..Math.Min(text.Length, 64)].IndexOf((byte)'=');
        return equals > 0 && (Has(text, "level="u8) || Has(text, "msg="u8) || Has(text, "lvl="u8) || Has(text, "severity="u8));
    }

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        var at = text.IndexOf(key);
        return at == 0 || (at > 0 && text[at - 1] is (byte)' ' or (byte)'\t');
    }
}
