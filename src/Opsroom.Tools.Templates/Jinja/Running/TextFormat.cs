using System.Globalization;
using System.Text;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>Python's <c>str.format</c> with fields by place or name. A field that goes on into an attribute is refused: that is a way out of sandboxes.</summary>
internal static class TextFormat
{
    public static string Apply(JinjaRun run, string format, BoundArguments given)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var at = 0; at < format.Length; at++)
        {
            var letter = format[at];
            if (letter is '{' or '}' && at + 1 < format.Length && format[at + 1] == letter)
            {
                text.Append(letter);
                at++;
            }
            else if (letter == '{')
            {
                var end = format.IndexOf('}', at);
                if (end < 0)
                {
                    throw JinjaRun.Fault("The format has a '{' without '}'.");
                }

                var piece = Field(format[(at + 1)..end], given, ref next);
                run.Budget.Build(text.Length + (long)piece.Length);
                text.Append(piece);
                at = end;
            }
            else if (letter == '}')
            {
                throw JinjaRun.Fault("The format has a '}' without '{'.");
            }
            else
            {
                text.Append(letter);
            }
        }

        return text.ToString();
    }

    private static string Field(string field, BoundArguments given, ref int next)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var (name, specification) = colon < 0 ? (field, "") : (field[..colon], field[(colon + 1)..]);
        var conversion = name.IndexOf('!', StringComparison.Ordinal);
        var isRepr = conversion >= 0 && name[(conversion + 1)..] is "r" or "a";
        name = conversion < 0 ? name : name[..conversion];
        if (name.AsSpan().IndexOfAny(".[") >= 0)
        {
            throw new TemplateFault(TemplateFault.Forbidden, $"The field '{{{name}}}' reaches into a value; give the value itself to 'format'.");
        }

        object? value;
        if (name.Length == 0 || int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            var place = name.Length == 0 ? next++ : int.Parse(name, CultureInfo.InvariantCulture);
            value = place < given.Rest.Count ? given.Rest[place] : throw JinjaRun.Fault($"The format has a field {place}, which is not given.");
        }
        else
        {
            var found = given.Others.FindIndex(other => other.Name == name);
            value = found >= 0 ? given.Others[found].Value : throw JinjaRun.Fault($"The format has a field '{name}', which is not given.");
        }

        return PercentFormat.Format(isRepr ? PythonText.Repr(value) : value, specification);
    }
}
