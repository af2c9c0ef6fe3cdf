using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The value that a text gives to a name, in any of the notations that configuration, code, markup, commands and logs use.</summary>
/// <param name="IsQuoted">Whether it stands in quotes.</param>
/// <param name="IsTight">Whether it follows an equals sign without blanks, or a flag.</param>
/// <param name="IsSpoken">Whether it is part of a sentence: "the password is …".</param>
internal readonly record struct AssignedValue(int Start, int Length, bool IsQuoted, bool IsTight, bool IsSpoken)
{
    private const int Longest = 8192;

    private static readonly SearchValues<char> EndOfPlain = SearchValues.Create(" \t\r\n\"'`<");
    private static readonly SearchValues<char> EndOfTight = SearchValues.Create(" \t\r\n\"'`<>&;,)}]|\\");

    /// <summary>The value given to the name that stands from <paramref name="nameStart"/> to <paramref name="nameEnd"/>.</summary>
    public static AssignedValue? After(ReadOnlySpan<char> text, int nameStart, int nameEnd)
    {
        var cursor = new TextCursor(text, nameEnd);
        if (nameStart > 0 && text[nameStart - 1] == '<' && cursor.Take('>'))
        {
            var length = cursor.Upcoming(Longest).IndexOf('<');
            return length > 0 ? new AssignedValue(cursor.Position, length, IsQuoted: true, IsTight: false, IsSpoken: false) : null;
        }

        var flag = text[nameStart] == '-';
        cursor.SkipClosingQuotes();
        var blankBefore = cursor.SkipBlanks();
        if (cursor.TakeAssignment())
        {
            return AfterSign(text, cursor, blankBefore);
        }

        if (flag && blankBefore && cursor.Current != '-')
        {
            return Read(text, cursor, EndOfTight, tight: true, spoken: false);
        }

        if (blankBefore && cursor.Current is '\'' or '"' && EndsWithPassword(text[nameStart..nameEnd]))
        {
            return Read(text, cursor, EndOfTight, tight: false, spoken: false);
        }

        if (blankBefore && (cursor.TakeWord("is") || cursor.TakeWord("was") || cursor.TakeWord("to")))
        {
            return Read(text, cursor, EndOfPlain, tight: false, spoken: true);
        }

        var field = new TextCursor(text, nameEnd);
        return field.TakeValueField() ? AfterSign(text, field, blankBefore: false) : null;
    }

    private static AssignedValue? AfterSign(ReadOnlySpan<char> text, TextCursor cursor, bool blankBefore)
    {
        var equals = text[cursor.Position - 1] is '=' or 'D';
        var blankAfter = cursor.SkipBlanks();
        cursor.SkipBlockIndicator();
        var tight = !blankBefore && !blankAfter;
        var value = Read(text, cursor, tight ? EndOfTight : EndOfPlain, tight && equals, spoken: false);

        // "password: str = 'x'": the type stands where the value was looked for
        if (value is { IsQuoted: false } type && !text.Slice(type.Start, type.Length).ContainsAny(CharacterSets.DigitsOnly))
        {
            var after = new TextCursor(text, type.Start + type.Length);
            if (after.SkipBlanks() && after.Current == '=' && after.TakeAssignment())
            {
                after.SkipBlanks();
                return Read(text, after, EndOfPlain, tight: false, spoken: false);
            }
        }

        return value;
    }

    private static AssignedValue? Read(ReadOnlySpan<char> text, TextCursor cursor, SearchValues<char> ends, bool tight, bool spoken)
    {
        cursor.SkipBlanks();
        if (cursor.TakeOpeningQuote(out var quote, out var escaped))
        {
            var length = QuotedLength(cursor.Rest, quote, escaped);
            return length > 0 ? new AssignedValue(cursor.Position, length, IsQuoted: true, tight, spoken) : null;
        }

        var rest = cursor.Upcoming(Longest);
        var end = rest.IndexOfAny(ends);
        var value = (end < 0 ? rest : rest[..end]).TrimEnd(",:;)]}>\\");
        if (spoken)
        {
            value = value.TrimEnd(".!?");
        }

        return value.Length > 0 ? new AssignedValue(cursor.Position, value.Length, IsQuoted: false, tight, spoken) : null;
    }

    /// <summary>Up to the closing quote, or to the end of the line where the text was cut before it.</summary>
    private static int QuotedLength(ReadOnlySpan<char> text, char quote, bool escaped)
    {
        var limit = Math.Min(text.Length, Longest);
        for (var i = 0; i < limit; i++)
        {
            if (text[i] is '\r' or '\n')
            {
                return i;
            }

            if (text[i] == '\\')
            {
                if (escaped && i + 1 < limit && text[i + 1] == quote)
                {
                    return i;
                }

                i++;
            }
            else if (text[i] == quote)
            {
                return i;
            }
        }

        return limit;
    }

    private static bool EndsWithPassword(ReadOnlySpan<char> name) =>
        name.EndsWith("password", StringComparison.OrdinalIgnoreCase) || name.EndsWith("passphrase", StringComparison.OrdinalIgnoreCase);
}
