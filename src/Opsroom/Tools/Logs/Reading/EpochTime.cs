using System.Buffers.Text;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>Times as numbers since 1970: in seconds, with or without a fraction, in milli-, micro- or nanoseconds, which their size tells.</summary>
internal static class EpochTime
{
    private static readonly long Earliest = new DateTime(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly long Latest = new DateTime(2150, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public static bool TryRead(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length)
        {
            ticks = number switch
            {
                < 10_000_000_000 => Since(number, TimeSpan.TicksPerSecond),
                < 10_000_000_000_000 => Since(number, TimeSpan.TicksPerMillisecond),
                < 10_000_000_000_000_000 => Since(number, TimeSpan.TicksPerMicrosecond),
                _ => DateTime.UnixEpoch.Ticks + (number / TimeSpan.NanosecondsPerTick),
            };
        }
        else if (Utf8Parser.TryParse(text, out double fractional, out used) && used == text.Length && fractional is > 0 and < 10_000_000_000_000)
        {
            ticks = DateTime.UnixEpoch.Ticks + (long)(fractional < 10_000_000_000 ? fractional * TimeSpan.TicksPerSecond : fractional * TimeSpan.TicksPerMillisecond);
        }

        return ticks >= Earliest && ticks < Latest;
    }

    private static long Since(long number, long unit) => number < 0 ? 0 : DateTime.UnixEpoch.Ticks + (number * unit);
}
