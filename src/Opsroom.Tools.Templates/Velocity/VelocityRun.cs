using System.Text;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Velocity;

/// <summary>Renders a Velocity template. References reach texts, lists, maps and the methods listed for them; nothing else exists.</summary>
internal sealed class VelocityRun(RenderBudget budget, string? file)
{
    private readonly StringBuilder output = new();
    private readonly Dictionary<string, object?> names = new(StringComparer.Ordinal);
    private VelocityNode? current;
    private VelocityStop? stopped;

    public RenderBudget Budget => budget;

    /// <exception cref="TemplateFault">The template cannot be read, or does what it may not.</exception>
    public static string Render(string? name, string text, IReadOnlyDictionary<string, object?> variables, RenderBudget budget)
    {
        if (text.Length > budget.Limits.TemplateLength)
        {
            throw new TemplateFault(TemplateFault.Limit, $"The template has more than {budget.Limits.TemplateLength} characters.").At(name);
        }

        var run = new VelocityRun(budget, name);
        foreach (var (variable, value) in variables)
        {
            run.names[variable] = value;
        }

        try
        {
            run.Run(VelocityParser.Parse(name, text));
        }
        catch (TemplateFault fault)
        {
            throw fault.At(name, run.current?.Line ?? 0, run.current?.Column ?? 0);
        }

        return run.output.ToString();
    }

    public static TemplateFault Fault(string message) => new(TemplateFault.Value, message);

    /// <summary>A value as Java writes it.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        JinjaList list => "[" + string.Join(", ", list.Items.Select(Text)) + "]",
        JinjaDict dict => "{" + string.Join(", ", dict.Pairs.Select(pair => $"{Text(pair.Key)}={Text(pair.Value)}")) + "}",
        _ => PythonText.Str(value),
    };

    private void Run(IReadOnlyList<VelocityNode> body)
    {
        budget.Enter();
        foreach (var node in body)
        {
            budget.Step();
            current = node;
            switch (node)
            {
                case VelocityText text: Write(text.Text); break;
                case VelocityOutput reference: Write(Evaluate(reference.Reference) is { } value ? Text(value) : reference.IsQuiet ? "" : reference.Source); break;
                case VelocitySet set: names[set.Name] = Evaluate(set.Value); break;
                case VelocityIf condition:
                    Run(condition.Cases.FirstOrDefault(each => each.Test is null || Truth(Evaluate(each.Test)))?.Body ?? []);
                    break;
                case VelocityForEach loop: Run(loop); break;
                case VelocityStop stop: stopped = stop; break;
            }

            if (stopped is not null)
            {
                break;
            }
        }

        budget.Leave();
    }

    private void Run(VelocityForEach loop)
    {
        var items = Evaluate(loop.Items) switch
        {
            JinjaList list => list.Items.ToList(),
            JinjaDict dict => dict.Values.ToList(),
            null => [],
            var other => throw Fault($"#foreach goes through a list, not through '{Text(other)}'."),
        };
        var (before, counter, named) = (names.GetValueOrDefault("foreach"), names.GetValueOrDefault("velocityCount"), names.GetValueOrDefault(loop.Name));
        for (var index = 0; index < items.Count && stopped is null; index++)
        {
            budget.Step();
            names[loop.Name] = items[index];
            names["velocityCount"] = index + 1L;
            names["foreach"] = new JinjaDict
            {
                ["count"] = index + 1L,
                ["index"] = (long)index,
                ["first"] = index == 0,
                ["last"] = index == items.Count - 1,
                ["hasNext"] = index < items.Count - 1,
                ["parent"] = before,
            };
            Run(loop.Body);
        }

        stopped = stopped is { IsBreak: true } ? null : stopped;
        (names["foreach"], names["velocityCount"], names[loop.Name]) = (before, counter, named);
    }

    private void Write(string text)
    {
        budget.Build(output.Length + (long)text.Length > budget.Limits.LongestText ? output.Length + (long)text.Length : text.Length);
        output.Append(text);
    }

    private object? Evaluate(VelocityExpression expression)
    {
        budget.Step();
        budget.Enter();
        var value = expression switch
        {
            VelocityValue constant => constant.Value,
            VelocityInterpolation parts => Interpolate(parts),
            VelocityList list => new JinjaList([.. list.Items.Select(Evaluate)]),
            VelocityRange range => Range(Evaluate(range.From), Evaluate(range.To)),
            VelocityMap map => Map(map),
            VelocityReference reference => Resolve(reference),
            VelocityNot not => !Truth(Evaluate(not.Operand)),
            VelocityBinary binary => Calculate(binary),
            _ => throw new InvalidOperationException($"An expression of an unknown kind: {expression.GetType().Name}."),
        };
        budget.Leave();
        return value;
    }

    private string Interpolate(VelocityInterpolation text)
    {
        var inner = new VelocityRun(budget, file);
        foreach (var (name, value) in names)
        {
            inner.names[name] = value;
        }

        budget.Steps(names.Count);
        inner.Run(text.Parts);
        return inner.output.ToString();
    }

    private JinjaList Range(object? from, object? to)
    {
        if (from is not long start || to is not long end)
        {
            throw Fault("The bounds of a range are integers.");
        }

        var count = Int128.Abs((Int128)end - start) + 1;
        budget.List(count > long.MaxValue ? long.MaxValue : (long)count);
        return new JinjaList([.. Enumerable.Range(0, (int)count).Select(index => (object?)(end >= start ? start + index : start - index))]);
    }

    private JinjaDict Map(VelocityMap map)
    {
        var dict = new JinjaDict();
        foreach (var (key, value) in map.Entries)
        {
            dict[Evaluate(key)] = Evaluate(value);
        }

        return dict;
    }

    private object? Resolve(VelocityReference reference)
    {
        var value = names.GetValueOrDefault(reference.Name);
        foreach (var step in reference.Steps)
        {
            if (value is null)
            {
                return null;
            }

            budget.Step();
            object?[]? arguments = step.Arguments is null ? null : [.. step.Arguments.Select(Evaluate)];
            value = VelocityMembers.Get(this, value, step.Name, arguments);
        }

        return value;
    }

    private object? Calculate(VelocityBinary binary)
    {
        var left = Evaluate(binary.Left);
        switch (binary.Operator)
        {
            case "defined": return left is not null;
            case "&&": return Truth(left) && Truth(Evaluate(binary.Right));
            case "||": return Truth(left) || Truth(Evaluate(binary.Right));
        }

        var right = Evaluate(binary.Right);
        return binary.Operator switch
        {
            "==" => Same(left, right),
            "!=" => !Same(left, right),
            "+" when left is string || right is string => budget.Built(Text(left) + Text(right)),
            "+" or "-" or "*" or "%" => PythonArithmetic.Apply(binary.Operator, left, right, budget),
            "/" => PythonArithmetic.Apply(left is long && right is long ? "//" : "/", left, right, budget),
            "<" => PythonEquality.Compare(left, right) < 0,
            "<=" => PythonEquality.Compare(left, right) <= 0,
            ">" => PythonEquality.Compare(left, right) > 0,
            _ => PythonEquality.Compare(left, right) >= 0,
        };
    }

    // a text and something else are equal where they are written alike
    private static bool Same(object? left, object? right) =>
        PythonEquality.Equal(left, right) || (left is string != right is string && left is not null && right is not null && Text(left) == Text(right));

    private static bool Truth(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        _ => true,
    };
}
