using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>Follows the elements of a pattern through a text, away from the anchor.</summary>
/// <param name="text">The text.</param>
/// <param name="wholeAtStart">Whether the pattern may not begin inside a word.</param>
/// <param name="wholeAtEnd">Whether it may not end inside a word.</param>
internal ref struct PatternWalk(ReadOnlySpan<byte> text, bool wholeAtStart, bool wholeAtEnd)
{
    private const int LongestGap = 120;
    private const int LongestToken = 200;
    private const int LongestSeparators = 40;
    private const int High = 80;

    private readonly ReadOnlySpan<byte> text = text;

    /// <summary>What was taken as the subject; empty where nothing was.</summary>
    public Range Subject { get; private set; }

    /// <summary>What was taken as the other party.</summary>
    public Range Depends { get; private set; }

    /// <param name="step">What to begin with.</param>
    /// <param name="at">Where it has to begin.</param>
    /// <param name="end">One behind the last byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryForward(PatternStep? step, int at, out int end)
    {
        end = at;
        if (step is null)
        {
            return !wholeAtEnd || !IsInsideWord(at);
        }

        if (!CanBegin(step, at))
        {
            return false;
        }

        var element = step.Element;
        switch (element.Kind)
        {
            case ElementKind.Choice:
                foreach (var option in step.Options)
                {
                    if (TryForward(option, at, out end))
                    {
                        return true;
                    }
                }

                return false;
            case ElementKind.Literal:
                return Bytes.StartsWith(text[at..], element.Literal) && TryForward(step.Next, at + element.Literal.Length, out end);
            case ElementKind.Separators:
                return TryForward(step.Next, at + RunAfter(at, LongestSeparators, Bytes.IsSeparator), out end);
            case >= ElementKind.Number:
                var digits = RunAfter(at, LongestToken, IsNumeric);
                return IsNumber(text.Slice(at, digits), element.Kind) && TryForward(step.Next, at + digits, out end);
            case ElementKind.Token:
                for (var length = RunAfter(at, LongestToken, Bytes.IsInToken); length > 0; length--)
                {
                    if (TryForward(step.Next, at + length, out end))
                    {
                        Keep(element.Target, at, at + length);
                        return true;
                    }
                }

                return false;
            default:
                return TryGapForward(step, at, element.Target, out end);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryGapForward(PatternStep step, int at, CaptureTarget target, out int end)
    {
        if (step.Next is null)
        {
            end = at + RunAfter(at, LongestGap, step.Element.Kind == ElementKind.Gap ? Bytes.IsWord : value => !Bytes.IsLineEnd(value));
            Keep(target, at, end);
            return true;
        }

        for (var next = at; next <= text.Length && next - at <= LongestGap; next++)
        {
            if (CanBegin(step.Next, next) && TryForward(step.Next, next, out end))
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

    /// <param name="step">What to begin with.</param>
    /// <param name="before">Where it has to end.</param>
    /// <param name="start">Its first byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryBackward(PatternStep? step, int before, out int start)
    {
        start = before;
        if (step is null)
        {
            return !wholeAtStart || !IsInsideWord(before);
        }

        if (!CanBegin(step, before - 1))
        {
            return false;
        }

        var element = step.Element;
        switch (element.Kind)
        {
            case ElementKind.Choice:
                foreach (var option in step.Options)
                {
                    if (TryBackward(option, before, out start))
                    {
                        return true;
                    }
                }

                return false;
            case ElementKind.Literal:
                var at = before - element.Literal.Length;
                return at >= 0 && Bytes.StartsWith(text[at..], element.Literal) && TryBackward(step.Next, at, out start);
            case ElementKind.Separators:
                return TryBackward(step.Next, before - RunBefore(before, LongestSeparators, Bytes.IsSeparator), out start);
            case >= ElementKind.Number:
                var digits = RunBefore(before, LongestToken, IsNumeric);
                return IsNumber(text.Slice(before - digits, digits), element.Kind) && TryBackward(step.Next, before - digits, out start);
            case ElementKind.Token:
                for (var length = RunBefore(before, LongestToken, Bytes.IsInToken); length > 0; length--)
                {
                    if (TryBackward(step.Next, before - length, out start))
                    {
                        Keep(element.Target, before - length, before);
                        return true;
                    }
                }

                return false;
            default:
                return TryGapBackward(step, before, element.Target, out start);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryGapBackward(PatternStep step, int before, CaptureTarget target, out int start)
    {
        if (step.Next is null)
        {
            start = before - RunBefore(before, LongestGap, step.Element.Kind == ElementKind.Gap ? Bytes.IsWord : value => !Bytes.IsLineEnd(value));
            Keep(target, start, before);
            return true;
        }

        for (var next = before; next >= 0 && before - next <= LongestGap; next--)
        {
            if (CanBegin(step.Next, next - 1) && TryBackward(step.Next, next, out start))
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

    /// <summary>Whether the byte at an edge is one that the step can begin with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool CanBegin(PatternStep step, int at) => step.Edge is not { } edge || ((uint)at < (uint)text.Length && edge[text[at]]);

    private readonly bool IsInsideWord(int at) => at > 0 && at < text.Length && Bytes.IsWord(text[at - 1]) && Bytes.IsWord(text[at]);

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
        ElementKind.HighNumber => Utf8Parser.TryParse(digits, out int whole, out _) && whole >= High,
        ElementKind.Version => digits.Length > 2 && digits[1..^1].Contains((byte)'.'),
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
