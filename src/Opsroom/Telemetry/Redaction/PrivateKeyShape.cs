namespace Opsroom.Telemetry.Redaction;

/// <summary>A private key in PEM, also where its line ends are escaped and where its end was cut off.</summary>
internal sealed class PrivateKeyShape : ISecretShape
{
    private const string Dashes = "-----";
    private const string End = "-----END ";
    private const int LongestHeader = 80;
    private const int LongestBody = 32 * 1024;
    private const int ShortestBody = 16;

    public string Needle => "-----BEGIN ";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        var label = rest[Needle.Length..];
        label = label[..Math.Min(label.Length, LongestHeader)];
        var labelEnd = label.IndexOf(Dashes, StringComparison.Ordinal);
        if (labelEnd < 0 || !label[..labelEnd].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return null;
        }

        var start = Needle.Length + labelEnd + Dashes.Length;
        var body = rest[start..Math.Min(rest.Length, start + LongestBody)];
        body = Upto(Upto(body, body.IndexOf(Needle, StringComparison.Ordinal)), RedactionToken.IndexIn(body));

        var end = body.IndexOf(End, StringComparison.Ordinal);
        var length = end >= 0 ? end : CutOff(body);
        if (length < ShortestBody || Placeholder.IsFiller(body[..length].Trim("\\nr \t\r\n")))
        {
            return null;
        }

        length += start;
        if (end >= 0)
        {
            length += End.Length;
            var close = rest[length..].IndexOf(Dashes, StringComparison.Ordinal);
            length += close is >= 0 and < LongestHeader ? close + Dashes.Length : 0;
        }

        return new SecretSpan(at, length, "private_key");
    }

    private static ReadOnlySpan<char> Upto(ReadOnlySpan<char> text, int end) => end < 0 || end > text.Length ? text : text[..end];

    /// <summary>How far the lines of a key go whose end is missing: up to the first line that holds anything else.</summary>
    private static int CutOff(ReadOnlySpan<char> body)
    {
        for (var length = 0; ;)
        {
            var line = body[length..];
            var end = line.IndexOf('\n') is var next and >= 0 ? next + 1 : line.Length;
            var content = line[..end].Trim();
            var run = CharacterSets.RunOf(CharacterSets.KeyBody, content);
            if (run < content.Length)
            {
                return run >= ShortestBody ? length + line.IndexOf(content[0]) + run : length;
            }

            length += end;
            if (length == body.Length)
            {
                return body.TrimEnd("\r\n \t").Length;
            }
        }
    }
}
