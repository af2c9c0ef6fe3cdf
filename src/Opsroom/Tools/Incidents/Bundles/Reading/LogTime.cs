using System.Buffers.Text;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Finds the newest time in logs, for bundles that say nothing of when they were recorded.</summary>
internal static class LogTime
{
    /// <summary>Lines at the end of each log that are looked at: what comes last is newest.</summary>
    private const int LastLines = 50;

    private const int LongestPrefix = 400;

    /// <summary>The newest time that stands in a log as RFC 3339 or alike, or <paramref name="newest"/> where that is newer.</summary>
    public static DateTimeOffset? Newest(IEnumerable<RecordedLog> logs, DateTimeOffset? newest)
    {
        foreach (var log in logs)
        {
            for (var number = log.Lines.Count; number > Math.Max(0, log.Lines.Count - LastLines); number--)
            {
                var line = log.Lines[number];
                if (In(line[..Math.Min(LongestPrefix, line.Length)]) is { } time && !(time <= newest))
                {
                    newest = time;
                }
            }
        }

        return newest;
    }

    /// <summary>The first <c>2026-02-11T09:40:00</c> of a line, with its offset where it has one, in UTC else.</summary>
    private static DateTimeOffset? In(ReadOnlySpan<byte> line)
    {
        for (var at = line.IndexOf("20"u8); at >= 0 && at + 19 <= line.Length;)
        {
            var candidate = line[at..];
            if (candidate[4] is (byte)'-' or (byte)'/' && candidate[10] is (byte)'T' or (byte)' ' && candidate[13] == ':' && candidate[16] == ':' && Parse(candidate) is { } time)
            {
                return time;
            }

            var next = candidate[2..].IndexOf("20"u8);
            at = next < 0 ? -1 : at + 2 + next;
        }

        return null;
    }

    private static DateTimeOffset? Parse(ReadOnlySpan<byte> text)
    {
        Span<byte> whole = stackalloc byte[19];
        text[..19].CopyTo(whole);
        (whole[4], whole[7], whole[10]) = ((byte)'-', (byte)'-', (byte)'T');
        if (!Utf8Parser.TryParse(whole, out DateTime time, out _, 'O') && !DateTime.TryParse(System.Text.Encoding.ASCII.GetString(whole), System.Globalization.CultureInfo.InvariantCulture, out time))
        {
            return null;
        }

        var rest = text[19..];
        var fraction = rest is [(byte)'.' or (byte)',', ..] ? 1 + Math.Max(0, rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9')) : 0;
        rest = rest[fraction..];
        if (rest is [(byte)' ', (byte)'+' or (byte)'-', ..])
        {
            rest = rest[1..];
        }

        var offset = rest is [(byte)'+' or (byte)'-', >= (byte)'0' and <= (byte)'1', >= (byte)'0' and <= (byte)'9', ..]
            ? (rest[0] == '-' ? -1 : 1) * (((rest[1] - '0') * 10) + (rest[2] - '0'))
            : 0;
        return new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.FromHours(Math.Clamp(offset, -14, 14))).ToUniversalTime();
    }
}
