using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>Access logs: their message is the request with its status, their level a hint by that status.</summary>
internal sealed partial class LogLineReader
{
    private const int LongestClient = 256;

    /// <summary>Common and combined format: <c>10.0.0.1 - - [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 502 157 …</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadAccess(ReadOnlySpan<byte> line, out LogLine read)
    {
        read = default;
        var open = line[..Math.Min(line.Length, LongestClient)].IndexOf((byte)'[');
        if (open < 0 || open + 24 >= line.Length || line[open + 3] != '/' || line[open + 7] != '/' || !time.TryRead(line[(open + 1)..], out var ticks, out var length))
        {
            return false;
        }

        var rest = line[(open + 1 + length)..];
        return rest.StartsWith("] \""u8) && TryReadRequest(line, rest[2..], ticks, out read);
    }

    /// <summary>Envoy and Istio: <c>[2026-03-01T12:00:00.123Z] "GET / HTTP/1.1" 503 UF …</c>.</summary>
    private bool TryReadEnvoy(ReadOnlySpan<byte> rest, long ticks, out LogLine read)
    {
        read = default;
        return rest.StartsWith("] \""u8) && TryReadRequest(rest, rest[2..], ticks, out read);
    }

    private bool TryReadRequest(ReadOnlySpan<byte> line, ReadOnlySpan<byte> request, long ticks, out LogLine read)
    {
        read = default;
        var close = request[1..].IndexOf("\" "u8) + 1;
        if (close < 1 || !Utf8Parser.TryParse(request[(close + 2)..], out int status, out var used) || used != 3)
        {
            return false;
        }

        var end = close + 2 + used;
        // the reason that Envoy gives: "503 UF"
        if (end + 2 < request.Length && request[end] == ' ' && request[end + 1] is >= (byte)'A' and <= (byte)'Z')
        {
            var more = request[(end + 1)..].IndexOf((byte)' ');
            end = more < 0 ? request.Length : end + 1 + more;
        }

        continuations.Entry(hasTime: true);
        read = new LogLine { Ticks = ticks, Level = LevelWords.OfStatus(status), Message = request[..end], Body = line, Format = LogFormat.Access };
        return true;
    }
}
