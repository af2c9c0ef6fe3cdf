using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>
/// Finds the secrets in a text: keys of known shapes, values that what stands around them makes a secret, and configured values. Text that holds none is
/// passed over by vectorised searches; a shape is asked only where its needle stands, and each looks at a bounded neighbourhood.
/// </summary>
internal sealed class SecretScanner(IEnumerable<ConfiguredSecret> configured)
{
    private static readonly ISecretShape[] Shapes =
    [
        .. SensitiveName.Needles.Select(needle => new NamedSecretShape(needle)),
        new PrivateKeyShape(),
        new UrlCredentialShape(),
        new AuthorizationShape(),
        new SchemeShape("bearer"),
        new SchemeShape("basic"),
        new CookieShape(),
        new CommandUserShape("-u "),
        new CommandUserShape("--user "),
    ];

    private static readonly SearchValues<string> Needles =
        SearchValues.Create([.. Shapes.Select(shape => shape.Needle), RedactionToken.Opening], StringComparison.OrdinalIgnoreCase);

    private static readonly ISecretShape[][] ShapesByFirst =
        [.. Enumerable.Range(0, 128).Select(code => Shapes.Where(shape => (shape.Needle[0] | 0x20) == code).OrderByDescending(shape => shape.Needle.Length).ToArray())];

    private readonly ConfiguredSecrets? _configured = ConfiguredSecrets.From(configured);

    /// <summary>False where the text certainly holds no secret, also when it is JSON whose properties name their values.</summary>
    public bool MayHoldSecret(ReadOnlySpan<char> text)
    {
        for (var from = 0; from < text.Length && text[from..].IndexOfAny(Needles) is var hit and >= 0;)
        {
            var at = from + hit;
            foreach (var shape in ShapesFor(text[at]))
            {
                if (text[at..].StartsWith(shape.Needle, StringComparison.OrdinalIgnoreCase) && shape.MayApply(text, at))
                {
                    return true;
                }
            }

            from = at + 1;
        }

        return KeyRuns.AnyIn(text) || SecretManifests.MayStandIn(text) || (_configured is not null && _configured.StandsIn(text));
    }

    public bool HoldsSecret(ReadOnlySpan<char> text) => Scan(text) is { Count: > 0 };

    /// <summary>What a value is where all of it is a key of a known shape.</summary>
    public string? KindOf(ReadOnlySpan<char> value) => Scan(value) is [var only] && only.Length == value.Length ? only.Kind : null;

    /// <summary>Where a configured value begins that the text may end in the middle of; the text's end where there is none.</summary>
    public int PartOfConfiguredAtEnd(ReadOnlySpan<char> text) => _configured?.PartAtEnd(text) ?? text.Length;

    /// <summary>The secrets of a text in order, none overlapping another; null where there are none.</summary>
    public List<SecretSpan>? Scan(ReadOnlySpan<char> text)
    {
        List<SecretSpan>? found = null;
        ScanNeedles(text, 0, text.Length, ref found);
        KeyRuns.AddTo(ref found, text);
        _configured?.AddTo(ref found, text);
        AwsSecrets.AddTo(ref found, text);
        SecretManifests.AddTo(ref found, text);
        return found is null ? null : RedactionToken.LeaveOut(SpanList.Merge(found), text);
    }

    private static void ScanNeedles(ReadOnlySpan<char> text, int from, int end, ref List<SecretSpan>? found)
    {
        while (from < end && text[from..end].IndexOfAny(Needles) is var hit and >= 0)
        {
            var at = from + hit;
            from = at + Math.Max(1, RedactionToken.LengthAt(text[at..]));
            if (from == at + 1 && FindAt(text, at) is { } span && span.Start < end)
            {
                // between a name and its value, and between a scheme and a password, there may be another secret
                ScanNeedles(text, from, span.Start, ref found);
                (found ??= []).Add(span with { Length = Math.Min(span.End, end) - span.Start });
                from = Math.Max(from, span.End);
            }
        }
    }

    private static SecretSpan? FindAt(ReadOnlySpan<char> text, int at)
    {
        foreach (var shape in ShapesFor(text[at]))
        {
            if (text[at..].StartsWith(shape.Needle, StringComparison.OrdinalIgnoreCase) && shape.Find(text, at) is { } span)
            {
                return span;
            }
        }

        return null;
    }

    private static ISecretShape[] ShapesFor(char first) => first < 128 ? ShapesByFirst[first | 0x20] : [];
}
