namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>Follows the elements of a pattern through a text, away from the anchor.</summary>
internal ref struct PatternWalk(ReadOnlySpan<byte> text, Element[] elements)
{
    private const int LongestGap = 200;
    private const int LongestToken = 200;
    private const int LongestSeparators = 40;

    private readonly ReadOnlySpan<byte> text = text;
    private readonly Element[] elements = elements;

    /// <summary>What was taken as the subject; empty where nothing was.</summary>
    public Range Subject { get; private set; }

    /// <summary>What was taken as the other party.</summary>
    public Range Depends { get; private set; }

    /// <param name="element">The element to begin with.</param>
    /// <param name="at">Where it has to begin.</param>
    /// <param name="end">One behind the last byte.</param>
    public bool TryForward(int element, int at, out int end)
    {
        end = at;
        if (element == elements.Length)
        {
            return true;
        }

        var (kind, literal, target) = elements[element];
        switch (kind)
        {
            case ElementKind.Literal:
                return Bytes.StartsWith(text[at..], literal) && TryForward(element + 1, at + literal.Length, out end);
            case ElementKind.Separators:
                return TryForward(element + 1, at + RunAfter(at, LongestSeparators, Bytes.IsSeparator), out end);
            case ElementKind.Number or ElementKind.SomeNumber or ElementKind.ServerError:
                var digits = RunAfter(at, LongestToken, IsNumeric);
                return IsNumber(text.Slice(at, digits), kind) && TryForward(element + 1, at + digits, out end);
            case ElementKind.Token:
                for (var length = RunAfter(at, LongestToken, Bytes.IsInToken); length > 0; length--)
                {
                    if (TryForward(element + 1, at + length, out end))
                    {
                        Keep(target, at, at + length);
                        return true;
                    }
                }

                return false;
            default:
                return TryGapForward(element, at, target, out end);
        }
    }

    private bool TryGapForward(int element, int at, CaptureTarget target, out int end)
    {
        if (element == elements.Length - 1)
        {
            end = at + RunAfter(at, LongestGap, elements[element].Kind == ElementKind.Gap ? Bytes.IsWord : value => !Bytes.IsLineEnd(value));
            Keep(target, at, end);
            return true;
        }

        for (var next = at; next <= text.Length && next - at <= LongestGap; next++)
        {
            if (TryForward(element + 1, next, out end))
            {
                Keep(target, at, next);
                return true;
            }

            if (next < text.Length && Bytes.IsLineEnd(text[next]))
            {
                break;
            }
        }

        end = at;
        return false;
    }

    /// <param name="element">The element to begin with, going down.</param>
    /// <param name="before">Where it has to end.</param>
    /// <param name="start">Its first byte.</param>
    public bool TryBackward(int element, int before, out int start)
    {
        start = before;
        if (element < 0)
        {
            return true;
        }

        var (kind, literal, target) = elements[element];
        switch (kind)
        {
            case ElementKind.Literal:
                var at = before - literal.Length;
                return at >= 0 && Bytes.StartsWith(text[at..], literal) && TryBackward(element - 1, at, out start);
            case ElementKind.Separators:
                return TryBackward(element - 1, before - RunBefore(before, LongestSeparators, Bytes.IsSeparator), out start);
            case ElementKind.Number or ElementKind.SomeNumber or ElementKind.ServerError:
                var digits = RunBefore(before, LongestToken, IsNumeric);
                return IsNumber(text.Slice(before - digits, digits), kind) && TryBackward(element - 1, before - digits, out start);
            case ElementKind.Token:
                for (var length = RunBefore(before, LongestToken, Bytes.IsInToken); length > 0; length--)
                {
                    if (TryBackward(element - 1, before - length, out start))
                    {
                        Keep(target, before - length, before);
                        return true;
                    }
                }

                return false;
            default:
                return TryGapBackward(element, before, target, out start);
        }
    }

    private bool TryGapBackward(int element, int before, CaptureTarget target, out int start)
    {
        if (element == 0)
        {
            start = before - RunBefore(before, LongestGap, elements[element].Kind == ElementKind.Gap ? Bytes.IsWord : value => !Bytes.IsLineEnd(value));
            Keep(target, start, before);
            return true;
        }

        for (var next = before; next >= 0 && before - next <= LongestGap; next--)
        {
            if (TryBackward(element - 1, next, out start))
            {
                Keep(target, next, before);
                return true;
            }

            if (next > 0 && Bytes.IsLineEnd(text[next - 1]))
            {
                break;
            }
        }

        start = before;
        return false;
    }

    private readonly int RunAfter(int at, int longest, Func<byte, bool> accepts)
    {
        var length = 0;
        while (length < longest && at + length < text.Length && accepts(text[at + length]))
        {
            length++;
        }

        return length;
    }

    private readonly int RunBefore(int before, int longest, Func<byte, bool> accepts)
    {
        var length = 0;
        while (length < longest && length < before && accepts(text[before - length - 1]))
        {
            length++;
        }

        return length;
    }

    private static bool IsNumeric(byte value) => Bytes.IsDigit(value) || value is (byte)'.' or (byte)',';

    private static bool IsNumber(ReadOnlySpan<byte> digits, ElementKind kind) => kind switch
    {
        ElementKind.SomeNumber => digits.IndexOfAnyInRange((byte)'1', (byte)'9') >= 0,
        ElementKind.ServerError => digits is [(byte)'5', _, _, ..] && !digits[1..3].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !digits[3..].ContainsAnyInRange((byte)'0', (byte)'9'),
        _ => digits.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0,
    };

    private void Keep(CaptureTarget target, int start, int end)
    {
        if (target == CaptureTarget.Subject)
        {
            Subject = start..end;
        }
        else if (target == CaptureTarget.Depends)
        {
            Depends = start..end;
        }
    }
}
