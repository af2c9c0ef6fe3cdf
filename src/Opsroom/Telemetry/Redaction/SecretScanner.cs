namespace Opsroom.Telemetry.Redaction;

/// <summary>
/// Finds the secrets in a text. A vectorised search for the needles of all shapes passes over text that holds none of them;
/// only where a needle stands is a shape asked, and each of them looks at a bounded neighbourhood.
/// </summary>
internal sealed class SecretScanner
{
    private static readonly ISecretShape[] Shapes =
    [
        .. KeyShapes.All,
        new PrivateKeyShape(),
        new UrlCredentialShape(),
        new AuthorizationShape(),
        new SchemeShape("bearer"),
        new SchemeShape("basic"),
        new CookieShape(),
        new CommandUserShape("-u "),
        new CommandUserShape("--user "),
        .. SensitiveName.Needles.Select(needle => new NamedSecretShape(needle)),
    ];

    private static readonly NeedleSearch Needles = new([.. Shapes.Select(shape => shape.Needle), RedactionToken.Opening]);

    private static readonly ISecretShape[][] ShapesByFirst = GroupByFirst();

    private readonly ConfiguredSecrets? _configured;

    public SecretScanner(IEnumerable<ConfiguredSecret> configured) => _configured = ConfiguredSecrets.From(configured);

    /// <summary>False where the text certainly holds no secret.</summary>
    public bool MayHoldSecret(ReadOnlySpan<char> text) =>
        Needles.StandsIn(text) || (_configured is not null && _configured.StandsIn(text));

    /// <summary>The secrets of a text in order, none overlapping another; null where there are none.</summary>
    public List<SecretSpan>? Scan(ReadOnlySpan<char> text)
    {
        List<SecretSpan>? found = null;
        List<SecretSpan>? beside = null;
        Scan(text, 0, text.Length, ref found, ref beside);
        if (beside is not null)
        {
            found = SpanList.Merge([.. found ?? [], .. beside]);
        }

        return _configured is null ? found : _configured.AddTo(found, text);
    }

    private static void Scan(ReadOnlySpan<char> text, int from, int end, ref List<SecretSpan>? found, ref List<SecretSpan>? beside)
    {
        while (from < end && Needles.IndexIn(text[from..end]) is var hit and >= 0)
        {
            var at = from + hit;
            var token = RedactionToken.LengthAt(text[at..]);
            var afterAwsKey = token > 0 && RedactionToken.IsOf(AwsKeyShape.Kind, text[at..]);
            if (token > 0)
            {
                from = at + token;
            }
            else if (FindAt(text, at) is { } span && Clip(text, span, end, found) is { Length: > 0 } clipped)
            {
                // between a name and its value, and between a scheme and a password, there may be another secret
                Scan(text, at + 1, clipped.Start, ref found, ref beside);
                (found ??= []).Add(clipped);
                from = Math.Max(at + 1, clipped.End);
                afterAwsKey = clipped.Kind == AwsKeyShape.Kind;
            }
            else
            {
                from = at + 1;
            }

            if (afterAwsKey && AwsKeyShape.NearbySecret(text, from) is { } secret)
            {
                (beside ??= []).Add(secret);
            }
        }
    }

    public bool HoldsSecret(ReadOnlySpan<char> text) => Scan(text) is { Count: > 0 };

    /// <summary>What a value is where all of it is a key of a known shape.</summary>
    public string? KindOf(ReadOnlySpan<char> value)
    {
        var spans = Scan(value);
        return spans is [var only] && only.Length == value.Length ? only.Kind : null;
    }

    /// <summary>Where a configured value begins that the text may end in the middle of; the text's end where there is none.</summary>
    public int PartOfConfiguredAtEnd(ReadOnlySpan<char> text) => _configured?.PartAtEnd(text) ?? text.Length;

    private static SecretSpan? FindAt(ReadOnlySpan<char> text, int at)
    {
        foreach (var shape in ShapesFor(text[at]))
        {
            if (text[at..].StartsWith(shape.Needle, StringComparison.OrdinalIgnoreCase) && shape.Find(text, at) is { } span)
            {
                return shape is NamedSecretShape or AuthorizationShape or SchemeShape or UrlCredentialShape ? NameByShape(text, span) : span;
            }
        }

        return null;
    }

    /// <summary>A key of a known shape is called the same wherever it stands, so that its token is the same.</summary>
    private static SecretSpan NameByShape(ReadOnlySpan<char> text, SecretSpan span)
    {
        foreach (var shape in ShapesFor(text[span.Start]))
        {
            if (shape is not NamedSecretShape
                && text[span.Start..].StartsWith(shape.Needle, StringComparison.OrdinalIgnoreCase)
                && shape.Find(text, span.Start) is { } known
                && known.Start == span.Start
                && known.Length >= span.Length)
            {
                return known;
            }
        }

        return span;
    }

    /// <summary>Leaves out what an earlier secret, a token of an earlier redaction, or what stands behind the end covers.</summary>
    private static SecretSpan Clip(ReadOnlySpan<char> text, SecretSpan span, int end, List<SecretSpan>? found)
    {
        var start = found is null ? span.Start : Math.Max(span.Start, found[^1].End);
        var length = Math.Min(span.End, end) - start;
        if (length <= 0)
        {
            return default;
        }

        // a token may begin within the span and end behind it
        var window = text.Slice(start, Math.Min(text.Length - start, length + RedactionToken.Longest));
        var token = RedactionToken.IndexIn(window);
        return new SecretSpan(start, token >= 0 && token < length ? token : length, span.Kind);
    }

    private static ISecretShape[] ShapesFor(char first)
    {
        var folded = first | 0x20;
        return folded < ShapesByFirst.Length ? ShapesByFirst[folded] : [];
    }

    private static ISecretShape[][] GroupByFirst()
    {
        var groups = new ISecretShape[128][];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = [.. Shapes.Where(shape => (shape.Needle[0] | 0x20) == i).OrderByDescending(shape => shape.Needle.Length)];
        }

        return groups;
    }
}
