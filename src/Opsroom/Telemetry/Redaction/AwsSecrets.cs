namespace Opsroom.Telemetry.Redaction;

/// <summary>The secret half of an AWS access key: forty characters of base64 that stand close behind the identifier and are no hash.</summary>
internal static class AwsSecrets
{
    private const int Reach = 160;
    private const int Length = 40;

    /// <summary>Adds what stands close behind the identifiers among what was found, and behind those that were redacted before.</summary>
    public static void AddTo(ref List<SecretSpan>? found, ReadOnlySpan<char> text)
    {
        for (int i = 0, count = found?.Count ?? 0; i < count; i++)
        {
            if (found![i].Kind == AwsKeyShape.Kind && Behind(text, found[i].End) is { } secret)
            {
                found.Add(secret);
            }
        }

        for (var from = 0; text[from..].IndexOf($"{RedactionToken.Opening}{AwsKeyShape.Kind}", StringComparison.Ordinal) is var hit and >= 0;)
        {
            from += hit + Math.Max(1, RedactionToken.LengthAt(text[(from + hit)..]));
            if (Behind(text, from) is { } secret)
            {
                (found ??= []).Add(secret);
            }
        }
    }

    private static SecretSpan? Behind(ReadOnlySpan<char> text, int from)
    {
        var end = Math.Min(text.Length, from + Reach);
        for (var at = from; at < end;)
        {
            var length = CharacterSets.RunOf(CharacterSets.Base64, text[at..]);
            var run = text.Slice(at, length);
            var assigned = run.Length > Length && run.LastIndexOf('=') == run.Length - Length - 1;
            var secret = assigned ? run[^Length..] : run;
            if (secret.Length == Length && IsMixed(secret))
            {
                return new SecretSpan(at + length - Length, Length, "aws_secret_key", IsKnown: true);
            }

            at += length + 1;
        }

        return null;
    }

    private static bool IsMixed(ReadOnlySpan<char> text) =>
        CharacterSets.HasDigit(text) && text.ContainsAnyInRange('A', 'Z') && text.ContainsAnyInRange('a', 'z');
}
