using System.Collections.Immutable;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>An expression <c>&lt;+…&gt;</c> within a text.</summary>
/// <param name="Start">Where its <c>&lt;+</c> stands.</param>
/// <param name="Content">What stands between the marks; expressions within it included.</param>
internal readonly record struct HarnessExpression(int Start, string Content)
{
    /// <summary>The names before the first bracket or operator: <c>pipeline</c>, <c>stages</c>, <c>build</c>, …; empty for anything but a path.</summary>
    public ImmutableArray<string> Path
    {
        get
        {
            var names = ImmutableArray.CreateBuilder<string>();
            var content = Content.AsSpan().Trim();
            while (content.Length > 0 && (char.IsAsciiLetter(content[0]) || content[0] == '_'))
            {
                var length = 1;
                while (length < content.Length && (char.IsAsciiLetterOrDigit(content[length]) || content[length] is '_' or '-' or '$'))
                {
                    length++;
                }

                names.Add(content[..length].ToString());
                if (length + 1 >= content.Length || content[length] != '.')
                {
                    break;
                }

                content = content[(length + 1)..];
            }

            return names.ToImmutable();
        }
    }

    /// <summary>Every expression of the text, those within others included; the place of a <c>&lt;+</c> that is never closed, or -1.</summary>
    public static (ImmutableArray<HarnessExpression> Expressions, int Unclosed) In(string text)
    {
        if (!text.Contains("<+", StringComparison.Ordinal))
        {
            return ([], -1);
        }

        var found = ImmutableArray.CreateBuilder<HarnessExpression>();
        var open = new Stack<int>();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '<' && i + 1 < text.Length && text[i + 1] == '+')
            {
                open.Push(i);
                quote = '\0';
                i++;
            }
            else if (open.Count == 0)
            {
                continue;
            }
            else if (quote != '\0')
            {
                quote = letter == quote ? '\0' : quote;
            }
            else if (letter is '"' or '\'' && Closes(text, i, letter))
            {
                quote = letter;
            }
            else if (letter == '>' && !IsComparison(text, i))
            {
                var start = open.Pop();
                found.Add(new(start, text[(start + 2)..i]));
            }
        }

        return (found.ToImmutable(), open.Count == 0 ? -1 : open.ToArray()[^1]);
    }

    /// <summary>A quote that is closed before the expression can end; an apostrophe in a sentence is not one.</summary>
    private static bool Closes(string text, int at, char quote)
    {
        var end = text.IndexOfAny([quote, '\n'], at + 1);
        return end > 0 && text[end] == quote;
    }

    private static bool IsComparison(string text, int at) => at > 0 && text[at - 1] == ' ' && at + 1 < text.Length && text[at + 1] is ' ' or '=';
}
