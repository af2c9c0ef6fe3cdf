namespace Opsroom.Workflow.Claims;

/// <summary>Whether a text stands in another, from the beginning of a word to the end of one: <c>5 errors</c> is no quote from <c>15 errors</c>.</summary>
internal static class WholeWords
{
    public static bool Holds(string text, string quote)
    {
        for (var at = text.IndexOf(quote, StringComparison.Ordinal); at >= 0; at = text.IndexOf(quote, at + 1, StringComparison.Ordinal))
        {
            if (!Joins(text, at - 1, at) && !Joins(text, at + quote.Length - 1, at + quote.Length))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether two neighbours are of one word or one number.</summary>
    private static bool Joins(string text, int left, int right)
    {
        if (left < 0 || right >= text.Length)
        {
            return false;
        }

        return IsWord(text[left]) && IsWord(text[right])
            || text[left] == '.' && left > 0 && char.IsAsciiDigit(text[left - 1]) && char.IsAsciiDigit(text[right])
            || text[right] == '.' && right + 1 < text.Length && char.IsAsciiDigit(text[right + 1]) && char.IsAsciiDigit(text[left]);
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}
