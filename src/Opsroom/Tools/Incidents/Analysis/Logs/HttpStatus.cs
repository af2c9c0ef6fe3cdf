using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>Finds the status of an answered request in a line: of access logs, and under <c>status</c> in JSON and logfmt.</summary>
internal static class HttpStatus
{
    /// <summary>0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Of(ReadOnlySpan<byte> line)
    {
        var quote = line.IndexOf("\" "u8);
        if (quote > 0 && line.Length > quote + 5 && line[..quote].IndexOf(" HTTP/"u8) >= 0)
        {
            return Digits(line[(quote + 2)..]);
        }

        for (var at = line.IndexOf("status"u8); at >= 0 && at < line.Length - 9;)
        {
            var rest = line[(at + 6)..];
            if (rest.StartsWith("_code"u8) || rest.StartsWith("Code"u8))
            {
                rest = rest[(rest[0] == '_' ? 5 : 4)..];
            }

            var skipped = rest.IndexOfAnyExcept("\":= "u8);
            if (skipped is > 0 and <= 4 && Digits(rest[skipped..]) is > 0 and var status)
            {
                return status;
            }

            var next = line[(at + 6)..].IndexOf("status"u8);
            at = next < 0 ? -1 : at + 6 + next;
        }

        return 0;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || !char.IsAsciiDigit((char)text[0]) || !char.IsAsciiDigit((char)text[1]) || !char.IsAsciiDigit((char)text[2]) || (text.Length > 3 && char.IsAsciiDigit((char)text[3])))
        {
            return 0;
        }

        var status = ((text[0] - '0') * 100) + ((text[1] - '0') * 10) + text[2] - '0';
        return status is >= 100 and < 600 ? status : 0;
    }
}
