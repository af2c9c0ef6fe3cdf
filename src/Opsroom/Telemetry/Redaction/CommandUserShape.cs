using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The password of <c>curl -u user:password</c>.</summary>
/// <param name="flag">The flag with its blank.</param>
internal sealed class CommandUserShape(string flag) : ISecretShape
{
    private const int LongestCommand = 400;

    private static readonly SearchValues<char> EndOfArgument = SearchValues.Create(" \t\r\n\"'`");

    public string Needle => flag;

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var before = text[Math.Max(0, at - LongestCommand)..at];
        before = before[(before.LastIndexOf('\n') + 1)..];
        if (before.IsEmpty || before[^1] is not (' ' or '\t'))
        {
            return null;
        }

        var cursor = new TextCursor(text, at + flag.Length);
        cursor.SkipBlanks();
        cursor.TakeOpeningQuote(out _, out _);
        var end = cursor.Rest.IndexOfAny(EndOfArgument);
        var argument = end < 0 ? cursor.Rest : cursor.Rest[..end];
        var colon = argument.IndexOf(':');
        var password = argument[(colon + 1)..];

        // docker run -u app:app names a group
        var certain = before.Contains("curl", StringComparison.OrdinalIgnoreCase)
            || (CharacterSets.HasDigit(password) && password.ContainsAnyExcept(CharacterSets.DigitsOnly) && !password.SequenceEqual(argument[..Math.Max(colon, 0)]));
        return colon > 0 && certain && SecretValue.IsSecret(password, Sensitivity.Strong, quoted: true)
            ? new SecretSpan(cursor.Position + colon + 1, password.Length, "password")
            : null;
    }
}
