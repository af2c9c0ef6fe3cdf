using System.Text.RegularExpressions;

namespace Opsroom.Telemetry.Redaction;

/// <summary>Decides whether what is assigned to a sensitive name is a secret, or only speaks of one.</summary>
internal static partial class SecretValue
{
    private const int ShortestStrong = 4;
    private const int ShortestWeak = 6;
    private const int ShortestWeakWord = 11;

    /// <param name="quoted">Whether it stood in quotes, and so is a value and no expression.</param>
    public static bool IsSecret(ReadOnlySpan<char> value, Sensitivity sensitivity, bool quoted)
    {
        value = value.Trim();
        if (value.Length < (sensitivity == Sensitivity.Strong ? ShortestStrong : ShortestWeak)
            || RedactionToken.IndexIn(value) >= 0
            || Placeholder.Stands(value)
            || value.Contains("://", StringComparison.Ordinal)
            || IsPath(value)
            || IsProse(value))
        {
            return false;
        }

        if (!quoted && (IsExpression(value) || IsNameOfSecret(value)))
        {
            return false;
        }

        return sensitivity == Sensitivity.Strong || LooksLikeKey(value, quoted);
    }

    /// <summary>Under a name such as <c>token</c> words are names, and what has digits among its letters is a key.</summary>
    private static bool LooksLikeKey(ReadOnlySpan<char> value, bool quoted)
    {
        if (AnchoredMatch.Length(Words(), value) == value.Length)
        {
            return quoted && value.Length >= ShortestWeakWord && !value.ContainsAny("-_./ ") && !IsNameOfSecret(value);
        }

        return CharacterSets.HasDigit(value) || value.ContainsAny(CharacterSets.Punctuation) || value.Length >= 16;
    }

    private static bool IsPath(ReadOnlySpan<char> value) => AnchoredMatch.Length(Path(), value) == value.Length;

    private static bool IsProse(ReadOnlySpan<char> value)
    {
        var spaces = value.Count(' ');
        return spaces >= 2 || (spaces == 1 && !CharacterSets.HasDigit(value));
    }

    /// <summary>A call, a member access, an index, a conversion.</summary>
    private static bool IsExpression(ReadOnlySpan<char> value) => AnchoredMatch.Length(Expression(), value) > 0;

    /// <summary>A variable or a setting that is called after the secret it holds: <c>db_password</c>, <c>userPassword</c>, <c>my-secret-name</c>.</summary>
    private static bool IsNameOfSecret(ReadOnlySpan<char> value)
    {
        var severalWords = false;
        for (var i = 0; i < value.Length; i++)
        {
            var separator = value[i] is '-' or '_' or '.';
            if (!separator && !char.IsAsciiLetter(value[i]))
            {
                return false;
            }

            severalWords |= separator || (i > 0 && char.IsAsciiLetterUpper(value[i]) && char.IsAsciiLetterLower(value[i - 1]));
        }

        return severalWords && SensitiveName.EndsInWordForSecret(value);
    }

    [GeneratedRegex(@"\A[A-Za-z]+(?:[-_./ ][A-Za-z]+|[-_./ ]v?\d{1,3})*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\A(?:~|\.{1,2})?(?:/[a-z0-9._{}$-]+){2,}/?|\A(?:\./|~/|[A-Z]:\\)[\w.\\/-]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Path();

    [GeneratedRegex(
        @"\A(?:(?:await|new|return|typeof|nameof)\z|[A-Za-z_]\w*(?:(?:\.|::|->|\?\.)[A-Za-z_]\w*)*(?:\(.*\)|\(\z|\[.*|<[A-Za-z]\w*>.*|\?\z)|[A-Za-z_]+(?:(?:\.|::|->|\?\.)[A-Za-z_]+)+;?\z)",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Expression();
}
