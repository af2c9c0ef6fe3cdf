namespace Opsroom.Workflow.Routing;

/// <summary>Recognises what has a shape rather than a spelling: versions, percentages, times, files.</summary>
internal static class Shapes
{
    /// <summary>Writes the marks and remaining words of a chunk that has a shape; false where it is made of plain words.</summary>
    public static bool TryMark(ReadOnlySpan<char> core, TaskText text)
    {
        if (IsArrow(core))
        {
            text.Mark("#arrow");
            return true;
        }

        var arrow = core.IndexOfAny("→➜⇒➡⟶");
        if (arrow >= 0)
        {
            ReadPart(core[..arrow], text);
            text.Mark("#arrow");
            ReadPart(core[(arrow + 1)..], text);
            return true;
        }

        return TryNumber(core, text) || TryFile(core, text) || TryTagged(core, text);
    }

    private static void ReadPart(ReadOnlySpan<char> part, TaskText text)
    {
        if (part.Length > 0 && !TryMark(part, text))
        {
            text.ReadWords(part);
        }
    }

    private static bool IsArrow(ReadOnlySpan<char> core) => core is "->" or "-->" or "=>" or "==>" or ">" or ">>" or "→" or "➜" or "⇒" or "➡" or "⟶";

    private static bool TryNumber(ReadOnlySpan<char> core, TaskText text)
    {
        var digits = core[0] is 'v' or 'V' && core.Length > 1 ? core[1..] : core;
        if (!char.IsAsciiDigit(digits[0]))
        {
            return false;
        }

        var run = LeadingDigits(digits);
        if (run == digits.Length)
        {
            text.Mark(digits.Length < core.Length ? "#ver" : "#num");
            return true;
        }

        var rest = digits[run..];
        if (rest is "%" or "%")
        {
            text.Mark("#pct");
            return true;
        }

        if (rest[0] == ':' && rest.Length >= 3 && LeadingDigits(rest[1..]) is 2)
        {
            text.Mark("#time");
            return true;
        }

        if (rest[0] == '.' && rest.Length > 1 && LeadingDigits(rest[1..]) is > 0 and var minor)
        {
            var after = rest[(1 + minor)..];
            if (after.Length == 0 || after[0] is '.' or '-' or '+' || after is "x" or "rc" or "b")
            {
                text.Mark("#ver");
                return true;
            }

            if (after is "%" or "%")
            {
                text.Mark("#pct");
                return true;
            }
        }

        if (rest is "s" or "m" or "h" or "d" or "w" or "ms" or "sec" or "min" or "mins" or "hrs" or "days")
        {
            text.Mark("#dur");
            return true;
        }

        return false;
    }

    private static int LeadingDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }

    private static bool TryFile(ReadOnlySpan<char> core, TaskText text)
    {
        var dot = core.LastIndexOf('.');
        if (dot < 0 || core.Length - dot is < 2 or > 12 || core.Contains('('))
        {
            return false;
        }

        var extension = core[(dot + 1)..];
        var letters = 0;
        foreach (var c in extension)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }

            letters += char.IsAsciiLetter(c) ? 1 : 0;
        }

        if (letters == 0)
        {
            return false;
        }

        // of two endings (values.yaml.j2) both say something
        var stem = core[..dot];
        if (!TryFile(stem, text))
        {
            text.ReadWords(stem);
        }

        Span<char> mark = stackalloc char[extension.Length + 1];
        mark[0] = '#';
        extension.CopyTo(mark[1..]);
        text.Mark(mark);
        return true;
    }

    // image:1.4.2, name@3, payments-api=2.0.1
    private static bool TryTagged(ReadOnlySpan<char> core, TaskText text)
    {
        var sign = core.LastIndexOfAny(":@=");
        if (sign <= 0 || sign == core.Length - 1)
        {
            return false;
        }

        var tag = core[(sign + 1)..];
        var digits = tag[0] is 'v' or 'V' && tag.Length > 1 ? tag[1..] : tag;
        if (!char.IsAsciiDigit(digits[0]) || core[sign] == '=' && digits.IndexOf('.') < 0)
        {
            return false;
        }

        text.ReadWords(core[..sign]);
        text.Mark(core[sign] != '=' || tag.Contains('.') ? "#ver" : "#num");
        return true;
    }
}
