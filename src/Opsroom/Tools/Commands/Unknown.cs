namespace Opsroom.Tools.Commands;

/// <summary>The character that stands in a text for what only the running shell would know.</summary>
internal static class Unknown
{
    public const char Char = '\uE000';
    public const string Text = "\uE000";

    /// <summary>Whether a part of the text cannot be seen.</summary>
    public static bool IsIn(string text) => text.Contains(Char, StringComparison.Ordinal);

    /// <summary>A line without characters that this classifier gives a meaning of its own.</summary>
    public static string Clean(string line) => string.Create(line.Length, line, static (cleaned, from) =>
    {
        for (var i = 0; i < cleaned.Length; i++)
        {
            cleaned[i] = from[i] is >= '\uE000' and <= '\uF8FF' or '\0' ? '\uFFFD' : from[i];
        }
    });
}
