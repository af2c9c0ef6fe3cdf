using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Velocity;

/// <summary>
/// Reads the subset of Velocity that archetypes use: references, <c>#set</c>, <c>#if</c>, <c>#foreach</c>, comments and unparsed text.
/// A directive that stands alone on its line takes the line with it.
/// </summary>
internal sealed partial class VelocityParser
{
    private const int Deepest = 60;

    private static readonly string[] Refused = ["include", "parse", "macro", "evaluate", "define"];

    private readonly string source;
    private readonly LineMap lines;
    private int position;
    private int depth;

    private VelocityParser(string source)
    {
        this.source = source;
        lines = new LineMap(source);
    }

    /// <exception cref="TemplateFault">The text is no template, or does what is not supported.</exception>
    public static IReadOnlyList<VelocityNode> Parse(string? name, string text)
    {
        try
        {
            var parser = new VelocityParser(text);
            var body = parser.ParseBody(isInside: false, out _);
            return body;
        }
        catch (TemplateFault fault)
        {
            throw fault.At(name);
        }
    }

    /// <param name="isInside">Whether an end is expected.</param>
    /// <param name="end">The directive that ended the body; null at the end of the template.</param>
    private List<VelocityNode> ParseBody(bool isInside, out string? end)
    {
        if (++depth > Deepest)
        {
            throw new TemplateFault(TemplateFault.Limit, $"Directives are nested deeper than {Deepest} levels.").At(null, lines.PlaceOf(position).Line, lines.PlaceOf(position).Column);
        }

        var body = new List<VelocityNode>();
        var start = position;
        while (position < source.Length)
        {
            var mark = source.AsSpan(position).IndexOfAny('$', '#', '\\') is >= 0 and var found ? position + found : source.Length;
            position = mark;
            if (mark == source.Length)
            {
                break;
            }

            var handled = source[mark] switch
            {
                '\\' => Escaped(body, ref start),
                '$' => Reference(body, ref start),
                _ => Directive(body, ref start, isInside, out _),
            };
            if (handled == Handled.End)
            {
                end = ended;
                depth--;
                return body;
            }

            if (handled == Handled.Nothing)
            {
                position = Math.Max(position, mark + 1);
            }
        }

        AddText(body, start, source.Length);
        depth--;
        end = null;
        return isInside ? throw Fault("A directive is not closed; add #end.", source.Length) : body;
    }

    private string? ended;

    private enum Handled
    {
        Nothing,
        Done,
        End,
    }

    private Handled Escaped(List<VelocityNode> body, ref int start)
    {
        var at = position;
        while (position < source.Length && source[position] == '\\')
        {
            position++;
        }

        if (position < source.Length && source[position] == '$' && (position - at) % 2 == 1)
        {
            var dollar = position;
            if (TryReference(out var reference, out _))
            {
                // the backslash goes where the reference has a value, and stays where it has none
                AddText(body, start, dollar - 1);
                var (line, column) = lines.PlaceOf(dollar);
                body.Add(new VelocityIf([new VelocityCase(new VelocityBinary("defined", reference, new VelocityValue(null)), []), new VelocityCase(null, [new VelocityText("\\", line, column)])], line, column));
                body.Add(new VelocityText(source[dollar..position], line, column));
                start = position;
                return Handled.Done;
            }

            position = dollar + 1;
        }
        else if (position < source.Length && source[position] == '#' && (position - at) % 2 == 1 && DirectiveName(position) is { } name && IsKnown(name))
        {
            AddText(body, start, position - 1);
            start = position;
            position++;
            return Handled.Done;
        }

        return Handled.Done;
    }

    private Handled Reference(List<VelocityNode> body, ref int start)
    {
        var at = position;
        if (!TryReference(out var reference, out var isQuiet))
        {
            position = at + 1;
            return Handled.Nothing;
        }

        AddText(body, start, at);
        var (line, column) = lines.PlaceOf(at);
        body.Add(new VelocityOutput(reference, source[at..position], isQuiet, line, column));
        start = position;
        return Handled.Done;
    }

    private Handled Directive(List<VelocityNode> body, ref int start, bool isInside, out string? end)
    {
        var at = position;
        end = null;
        if (Skipped(at) is { } after)
        {
            AddText(body, start, at);
            if (source.AsSpan(at).StartsWith("#[[", StringComparison.Ordinal))
            {
                AddText(body, at + 3, after - 3);
            }

            position = start = after;
            return Handled.Done;
        }

        if (DirectiveName(at) is not { } name || !IsKnown(name))
        {
            position = at + 1;
            return Handled.Nothing;
        }

        var (line, column) = lines.PlaceOf(at);
        if (Refused.Contains(name, StringComparer.Ordinal))
        {
            throw new TemplateFault(TemplateFault.Forbidden, $"#{name} is not supported: a template sees its own text and variables only.").At(null, line, column);
        }

        var before = LineStart(start, at);
        position = at + 1 + name.Length + (source[at + 1] == '{' ? 2 : 0);
        switch (name)
        {
            case "end" or "else" or "elseif" when !isInside:
                throw Fault($"#{name} stands without #if or #foreach.", at);
            case "end" or "else":
                AddText(body, start, GobbleLine(before, at));
                ended = name;
                return Handled.End;
            case "elseif":
                AddText(body, start, before);
                ended = name;
                return Handled.End;
            case "set":
                var (target, value) = ParseSet();
                AddText(body, start, GobbleLine(before, at));
                body.Add(new VelocitySet(target, value, line, column));
                break;
            case "if":
                var test = ParseCondition();
                AddText(body, start, GobbleLine(before, at));
                body.Add(new VelocityIf(ParseCases(test), line, column));
                break;
            case "foreach":
                var (item, items) = ParseForEach();
                AddText(body, start, GobbleLine(before, at));
                body.Add(new VelocityForEach(item, items, ParseLoop(at), line, column));
                break;
            default:
                AddText(body, start, GobbleLine(before, at));
                body.Add(new VelocityStop(name == "break", line, column));
                break;
        }

        start = position;
        return Handled.Done;
    }

    private List<VelocityCase> ParseCases(VelocityExpression test)
    {
        var cases = new List<VelocityCase>();
        VelocityExpression? next = test;
        while (true)
        {
            var body = ParseBody(isInside: true, out var end);
            cases.Add(new VelocityCase(next, body));
            if (end == "end")
            {
                return cases;
            }

            if (next is null)
            {
                throw Fault($"#{end} stands behind #else.", position);
            }

            next = null;
            if (end == "elseif")
            {
                next = ParseCondition();
                GobbleLine(position, position);
            }
        }
    }

    private List<VelocityNode> ParseLoop(int at)
    {
        var body = ParseBody(isInside: true, out var end);
        return end == "end" ? body : throw Fault($"#{end} stands in #foreach.", at);
    }

    /// <summary>Where a comment or unparsed text ends that begins here; null where none does.</summary>
    private int? Skipped(int at)
    {
        if (source.AsSpan(at).StartsWith("##", StringComparison.Ordinal))
        {
            var end = source.IndexOf('\n', at);
            return end < 0 ? source.Length : end + 1;
        }

        foreach (var (open, close) in (ReadOnlySpan<(string, string)>)[("#*", "*#"), ("#[[", "]]#")])
        {
            if (source.AsSpan(at).StartsWith(open, StringComparison.Ordinal))
            {
                var end = source.IndexOf(close, at + open.Length, StringComparison.Ordinal);
                return end < 0 ? throw Fault($"'{open}' is not closed; add '{close}'.", at) : end + close.Length;
            }
        }

        return null;
    }

    private string? DirectiveName(int at)
    {
        var start = at + 1;
        var isBraced = start < source.Length && source[start] == '{';
        start += isBraced ? 1 : 0;
        var end = start;
        while (end < source.Length && char.IsAsciiLetter(source[end]))
        {
            end++;
        }

        return end > start && (!isBraced || (end < source.Length && source[end] == '}')) ? source[start..end] : null;
    }

    private static bool IsKnown(string name) => name is "set" or "if" or "elseif" or "else" or "end" or "foreach" or "break" or "stop" || Refused.Contains(name, StringComparer.Ordinal);

    /// <summary>Where the line begins that a directive stands on, if only white space is before it.</summary>
    private int LineStart(int from, int at)
    {
        var start = at;
        while (start > from && source[start - 1] is ' ' or '\t')
        {
            start--;
        }

        return start == 0 || source[start - 1] == '\n' ? start : at;
    }

    /// <summary>Takes the rest of the line where nothing else is on it; tells where the text before the directive ends.</summary>
    private int GobbleLine(int lineStart, int at)
    {
        var end = position;
        while (end < source.Length && source[end] is ' ' or '\t' or '\r')
        {
            end++;
        }

        var isAlone = (lineStart < at || lineStart == 0 || source[lineStart - 1] == '\n') && (end == source.Length || source[end] == '\n');
        if (isAlone)
        {
            position = Math.Min(end + 1, source.Length);
        }

        return isAlone ? lineStart : at;
    }

    private void AddText(List<VelocityNode> body, int from, int to)
    {
        if (to > from)
        {
            var (line, column) = lines.PlaceOf(from);
            body.Add(new VelocityText(source[from..to], line, column));
        }
    }

    private TemplateFault Fault(string message, int at)
    {
        var (line, column) = lines.PlaceOf(Math.Min(at, source.Length));
        return new TemplateFault(TemplateFault.Syntax, message).At(null, line, column);
    }
}
