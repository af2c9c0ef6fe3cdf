namespace Opsroom.Telemetry.Redaction;

/// <summary>A secret that is told by the name it is given: settings, fields, flags, attributes, elements, query parameters.</summary>
/// <param name="needle">A piece of the name.</param>
internal sealed class NamedSecretShape(string needle) : ISecretShape
{
    private const int LongestNamePart = 64;

    public string Needle => needle;

    public bool MayApply(ReadOnlySpan<char> text, int at) => SensitiveName.Judge(NameAt(text, at, out _), out _) != Sensitivity.None;

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var name = NameAt(text, at, out var start);
        var sensitivity = SensitiveName.Judge(name, out var kind);
        if (sensitivity == Sensitivity.None
            || AssignedValue.After(text, start, start + name.Length) is not { } value
            || IsWorkingDirectory(name, text[value.Start..]))
        {
            return null;
        }

        // name=value without blanks is a setting or a parameter, where even a plain word is the value itself
        var judged = value.IsTight ? Sensitivity.Strong : value.IsSpoken ? Sensitivity.Weak : sensitivity;
        var content = text.Slice(value.Start, value.Length);
        return SecretValue.IsSecret(content, judged, value.IsQuoted) && !GoesOnAsProse(text, value)
            ? new SecretSpan(value.Start, value.Length, kind)
            : null;
    }

    private static ReadOnlySpan<char> NameAt(ReadOnlySpan<char> text, int at, out int start)
    {
        start = at;
        while (start > 0 && at - start < LongestNamePart && CharacterSets.Identifier.Contains(text[start - 1]))
        {
            start--;
        }

        var rest = text.Slice(at, Math.Min(LongestNamePart, text.Length - at));
        return text[start..(at + CharacterSets.RunOf(CharacterSets.Identifier, rest))].TrimEnd("-.");
    }

    /// <summary>A plain word with another one after it is the beginning of a sentence.</summary>
    private static bool GoesOnAsProse(ReadOnlySpan<char> text, AssignedValue value)
    {
        if (value.IsQuoted || value.IsTight || text.Slice(value.Start, value.Length).ContainsAnyExcept(CharacterSets.Letters))
        {
            return false;
        }

        var rest = text[(value.Start + value.Length)..];
        return rest.Length > 1 && rest[0] == ' ' && char.IsAsciiLetter(rest[1]);
    }

    private static bool IsWorkingDirectory(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        name.EndsWith("pwd", StringComparison.OrdinalIgnoreCase) && (value.StartsWith('/') || value.StartsWith('~') || (value.Length > 2 && value[1] == ':' && value[2] == '\\'));
}
