using System.Text;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>Writes text into regular expressions of RE2, which Loki has; .NET reads them the same way.</summary>
internal static class Re2Text
{
    /// <summary>An expression that finds just this text.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            if (letter is '\\' or '.' or '+' or '*' or '?' or '(' or ')' or '|' or '[' or ']' or '{' or '}' or '^' or '$')
            {
                escaped.Append('\\');
            }

            escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
