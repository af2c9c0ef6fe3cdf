using Opsroom.Tools.Incidents.Signs.Patterns;

namespace Opsroom.Tools.Incidents.Signs;

/// <summary>Finds whom a failed call was made to: an upstream, an address, or a host with its port, the one nearest to the words of the sign.</summary>
internal static class OtherParty
{
    private static readonly byte[][] SourceFiles =
    [
        [.. ".go"u8], [.. ".java"u8], [.. ".py"u8], [.. ".js"u8], [.. ".ts"u8], [.. ".cs"u8], [.. ".rb"u8], [.. ".php"u8], [.. ".cpp"u8], [.. ".cc"u8], [.. ".c"u8], [.. ".rs"u8],
        [.. ".kt"u8], [.. ".scala"u8], [.. ".mjs"u8], [.. ".tsx"u8], [.. ".log"u8], [.. ".ex"u8],
    ];

    private static readonly byte[][] Introductions =
    [
        [.. "upstream: \""u8], [.. "lookup "u8], [.. "host=\""u8], [.. "host \""u8], [.. "host="u8], [.. "server=\""u8], [.. "upstream="u8], [.. "endpoint="u8], [.. "addr="u8],
        [.. "to server: "u8], [.. "upstream_host="u8], [.. "peer="u8], [.. "service="u8],
    ];

    public static Range In(ReadOnlySpan<byte> text, int start, int end)
    {
        var upstream = After(text, Introductions[0]);
        if (!upstream.Equals(default))
        {
            return HostOf(text, upstream);
        }

        var best = default(Range);
        var nearest = int.MaxValue;
        for (var i = 0; i < text.Length;)
        {
            if (!Bytes.IsInToken(text[i]) || text[i] == (byte)'=')
            {
                i++;
                continue;
            }

            var from = i;
            while (i < text.Length && Bytes.IsInToken(text[i]) && text[i] != (byte)'=')
            {
                i++;
            }

            var token = text[from..i];
            var distance = i <= start ? start - i : from >= end ? (from - end) * 2 : 0;
            if (distance < nearest && (token.IndexOf("://"u8) > 0 || IsHostWithPort(token.TrimEnd(":."u8))))
            {
                nearest = distance;
                best = HostOf(text, from..i);
            }
        }

        for (var i = 1; best.Equals(default) && i < Introductions.Length; i++)
        {
            best = After(text, Introductions[i]);
        }

        return best;
    }

    private static Range After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> introduction)
    {
        var found = text.IndexOf(introduction);
        if (found < 0)
        {
            return default;
        }

        var from = found + introduction.Length;
        var to = from;
        while (to < text.Length && Bytes.IsInToken(text[to]))
        {
            to++;
        }

        return to > from ? from..to : default;
    }

    /// <summary>Host and port of an address, without the scheme, who asks and the path; any other token as it is.</summary>
    private static Range HostOf(ReadOnlySpan<byte> text, Range token)
    {
        var (offset, length) = token.GetOffsetAndLength(text.Length);
        var address = text.Slice(offset, length);
        var scheme = address.IndexOf("://"u8);
        if (scheme < 0)
        {
            return offset..(offset + address.TrimEnd(":."u8).Length);
        }

        var from = scheme + 3;
        var rest = address[from..];
        var stop = rest.IndexOfAny("/?#"u8);
        var authority = stop < 0 ? rest : rest[..stop];
        var user = authority.LastIndexOf((byte)'@') + 1;
        return (offset + from + user)..(offset + from + authority.TrimEnd(":."u8).Length);
    }

    private static bool IsHostWithPort(ReadOnlySpan<byte> token)
    {
        var colon = token.LastIndexOf((byte)':');
        if (colon < 2 || token.Length - colon is < 3 or > 6 || token[(colon + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var host = token[..colon];
        if (host.Contains((byte)'/') || host.Contains((byte)':') || !host.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        foreach (var ending in SourceFiles)
        {
            if (host.EndsWith(ending))
            {
                return false;
            }
        }

        return true;
    }
}
