using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Opsroom.Knowledge.Chunking;

namespace Opsroom.Knowledge.Formats;

/// <summary>
/// Reads the text of HTML in one pass, without a tree: however deep or broken a page is, it takes time and memory in proportion to its length. What is not text for
/// people (scripts, styles, templates, comments) is left out.
/// </summary>
internal sealed class HtmlFormat
{
    private static readonly FrozenSet<string> Silent =
        new[] { "script", "style", "template", "noscript", "svg", "iframe", "object", "textarea", "select" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Blocks = new[]
    {
        "p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "section", "article", "header", "footer", "nav", "main", "aside", "blockquote", "figure",
        "figcaption", "pre", "form", "h1", "h2", "h3", "h4", "h5", "h6", "title", "body", "head", "html",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly string html;
    private readonly PassageCutter? cutter;
    private readonly StringBuilder line = new();
    private int at;
    private int number = 1;
    private int first = 1;
    private int heading;
    private bool isPre;
    private bool isTitle;

    private HtmlFormat(string html, PassageCutter? cutter) => (this.html, this.cutter) = (html, cutter);

    /// <summary>What the page calls itself, else its first heading.</summary>
    public string? Title { get; private set; }

    private string? FirstHeading { get; set; }

    public static ImmutableArray<Passage> Passages(string title, string html)
    {
        var passages = new PassageCutter(title);
        new HtmlFormat(html, passages).Read();
        return passages.End();
    }

    public static string? FirstTitle(string html)
    {
        var reader = new HtmlFormat(html, null);
        reader.Read();
        return reader.Title ?? reader.FirstHeading;
    }

    private void Read()
    {
        while (at < html.Length)
        {
            if (html[at] == '<')
            {
                Markup();
            }
            else
            {
                Text();
            }
        }

        End();
    }

    private void Text()
    {
        var end = html.IndexOf('<', at + 1);
        end = end < 0 ? html.Length : end;
        foreach (var (index, piece) in WebUtility.HtmlDecode(html[at..end]).Split('\n').Index())
        {
            if (index > 0)
            {
                number++;
                Break(piece);
            }

            Append(piece);
        }

        at = end;
    }

    // a line that ends in the source ends a sentence's line only within pre
    private void Break(string next)
    {
        if (isPre)
        {
            End();
        }
        else if (!string.IsNullOrWhiteSpace(next))
        {
            line.Append(' ');
        }
    }

    private void Append(string piece)
    {
        if (line.Length == 0 && !isPre)
        {
            first = number;
            piece = piece.TrimStart();
        }
        else if (line.Length == 0)
        {
            first = number;
        }

        line.Append(piece.TrimEnd('\r'));
    }

    private void Markup()
    {
        if (html.AsSpan(at).StartsWith("<!--", StringComparison.Ordinal))
        {
            SkipTo("-->", at + 4);
            return;
        }

        var isEnd = at + 1 < html.Length && html[at + 1] == '/';
        var start = at + (isEnd ? 2 : 1);
        if (start >= html.Length || !(char.IsAsciiLetter(html[start]) || html[start] is '!' or '?'))
        {
            // a lone sign of less
            Append("<");
            at++;
            return;
        }

        var stop = start;
        while (stop < html.Length && char.IsAsciiLetterOrDigit(html[stop]))
        {
            stop++;
        }

        var name = html[start..stop];
        SkipTo(">", stop);
        if (!isEnd && Silent.Contains(name))
        {
            SkipTo("</" + name, at);
            SkipTo(">", at);
        }
        else if (Blocks.Contains(name))
        {
            Block(name, isEnd);
        }
    }

    private void Block(string name, bool isEnd)
    {
        End();
        isPre = name.Equals("pre", StringComparison.OrdinalIgnoreCase) ? !isEnd : isPre;
        isTitle = name.Equals("title", StringComparison.OrdinalIgnoreCase) && !isEnd;
        heading = name.Length == 2 && name[0] is 'h' or 'H' && name[1] is >= '1' and <= '6' && !isEnd ? name[1] - '0' : 0;
    }

    /// <summary>Goes behind the next such text, or to the end.</summary>
    private void SkipTo(string text, int from)
    {
        var found = from < html.Length ? html.IndexOf(text, from, StringComparison.OrdinalIgnoreCase) : -1;
        var end = found < 0 ? html.Length : found + text.Length;
        number += html.AsSpan(at, end - at).Count('\n');
        at = end;
    }

    private void End()
    {
        var text = line.ToString();
        line.Clear();
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (words.Length == 0)
        {
            return;
        }

        if (isTitle)
        {
            Title ??= words;
        }
        else if (heading > 0)
        {
            FirstHeading ??= words;
            cutter?.Heading(heading, words);
        }
        else
        {
            cutter?.Line(first, isPre ? text.TrimEnd() : words, together: isPre);
        }
    }
}
