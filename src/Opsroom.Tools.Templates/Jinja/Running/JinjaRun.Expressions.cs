using System.Text;
using Opsroom.Tools.Templates.Jinja.Filters;
using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Running;

internal sealed partial class JinjaRun
{
    private object? Evaluate(Expression expression, Scope scope, Macro? caller = null)
    {
        Budget.Step();
        Budget.Enter();
        current = expression;
        var value = expression switch
        {
            Constant constant => constant.Value,
            NameRead name => Read(name.Name, scope),
            AttributeRead attribute => Members.Attribute(this, Evaluate(attribute.Target, scope), attribute.Name),
            ItemRead { Index: SliceIndex slice } item => Slicing.Slice(this, Evaluate(item.Target, scope), Bound(slice.Start, scope), Bound(slice.Stop, scope), Bound(slice.Step, scope)),
            ItemRead item => Members.Item(this, Evaluate(item.Target, scope), Evaluate(item.Index, scope)),
            Call call => Invoke(call, scope, caller),
            FilterUse filter => Filter(filter, Evaluate(filter.Target!, scope), scope),
            TestUse test => Test(test, scope),
            Unary { Operator: "not" } not => !PythonText.Truth(Evaluate(not.Operand, scope)),
            Unary { Operator: "-" } minus => PythonArithmetic.Negative(Evaluate(minus.Operand, scope)),
            Unary plus => PythonArithmetic.Positive(Evaluate(plus.Operand, scope)),
            Binary { Operator: "and" } and => Evaluate(and.Left, scope) is var left && PythonText.Truth(left) ? Evaluate(and.Right, scope) : left,
            Binary { Operator: "or" } or => Evaluate(or.Left, scope) is var left && PythonText.Truth(left) ? left : Evaluate(or.Right, scope),
            Binary binary => Calculate(binary, scope),
            Comparison comparison => Compare(comparison, scope),
            Concatenation parts => Join(parts, scope),
            Choice choice => PythonText.Truth(Evaluate(choice.Test, scope)) ? Evaluate(choice.Then, scope)
                : choice.Else is null ? new Undefined("the inline if-expression evaluated to false and no else section was defined", isStrict: false) : Evaluate(choice.Else, scope),
            ListLiteral list => new JinjaList([.. list.Items.Select(item => Evaluate(item, scope))]),
            TupleLiteral tuple => new JinjaTuple([.. tuple.Items.Select(item => Evaluate(item, scope))]),
            DictLiteral dict => Dict(dict, scope),
            _ => throw new InvalidOperationException($"An expression of an unknown kind: {expression.GetType().Name}."),
        };
        Budget.Leave();
        return value;
    }

    /// <summary>Filters a value by name, as <c>map('upper')</c> does.</summary>
    public object? Filter(string name, object? value, GivenArguments arguments)
    {
        Budget.Step();
        return FilterCatalogue.Find(name) is { } filter
            ? filter.Apply(this, value, arguments)
            : throw new TemplateFault("unknown-filter", FilterCatalogue.Refusal(name) ?? $"There is no filter '{name}'.");
    }

    /// <summary>Tests a value by name, as <c>select('odd')</c> does.</summary>
    public bool Test(string name, object? value, GivenArguments arguments)
    {
        Budget.Step();
        return TestCatalogue.Apply(this, name, value, arguments);
    }

    public object? Call(object? callable, GivenArguments arguments)
    {
        Budget.Enter();
        var result = callable switch
        {
            Undefined undefined => throw undefined.Fault(),
            Macro macro => RunMacro(macro, arguments, null),
            ICallable function => function.Call(this, arguments),
            _ => throw Fault($"A {PythonText.TypeOf(callable)} cannot be called."),
        };
        Budget.Leave();
        return result;
    }

    private object? Read(string name, Scope scope) => scope.TryGet(name, out var value) ? value
        : name == "self" ? Blocks()
        : name == "random_ascii_string" ? throw new TemplateFault(TemplateFault.Forbidden, "random_ascii_string is not supported: what is generated must be the same each time. Take a variable instead.")
        : MakeUndefined($"'{name}' is undefined");

    private JinjaNamespace Blocks()
    {
        var self = new JinjaNamespace();
        foreach (var (name, chain) in blocks)
        {
            self.Attributes[name] = new NativeFunction(name, "", (_, _) => RunBlock(chain, 0, context));
        }

        return self;
    }

    private object? Bound(Expression? expression, Scope scope) => expression is null ? null : Evaluate(expression, scope);

    private object? Calculate(Binary binary, Scope scope)
    {
        var (left, right) = (Evaluate(binary.Left, scope), Evaluate(binary.Right, scope));
        current = binary;
        return PythonArithmetic.Apply(binary.Operator, left, right, Budget);
    }

    private bool Compare(Comparison comparison, Scope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (sign, operand) in comparison.Others)
        {
            var right = Evaluate(operand, scope);
            current = comparison;
            var holds = sign switch
            {
                "==" => PythonEquality.Equal(left, right),
                "!=" => !PythonEquality.Equal(left, right),
                "<" => PythonEquality.Compare(left, right) < 0,
                "<=" => PythonEquality.Compare(left, right) <= 0,
                ">" => PythonEquality.Compare(left, right) > 0,
                ">=" => PythonEquality.Compare(left, right) >= 0,
                "in" => Iteration.Contains(right, left, this),
                _ => !Iteration.Contains(right, left, this),
            };
            if (!holds)
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    private string Join(Concatenation concatenation, Scope scope)
    {
        var text = new StringBuilder();
        foreach (var part in concatenation.Parts)
        {
            var piece = PythonText.Str(Evaluate(part, scope));
            Budget.Build(text.Length + (long)piece.Length);
            text.Append(piece);
        }

        return text.ToString();
    }

    private JinjaDict Dict(DictLiteral literal, Scope scope)
    {
        var dict = new JinjaDict();
        foreach (var (key, value) in literal.Pairs)
        {
            dict[Evaluate(key, scope)] = Evaluate(value, scope);
        }

        return dict;
    }

    private object? Filter(FilterUse filter, object? value, Scope scope)
    {
        var arguments = Arguments(filter.Arguments, scope);
        current = filter;
        return Filter(filter.Name, value, arguments);
    }

    private object? Filtered(Expression? filter, string text, Scope scope)
    {
        if (filter is not FilterUse use)
        {
            return text;
        }

        return Filter(use, use.Target is null ? text : Filtered(use.Target, text, scope), scope);
    }

    private object Test(TestUse test, Scope scope)
    {
        var value = Evaluate(test.Target, scope);
        var arguments = Arguments(test.Arguments, scope);
        current = test;
        return Test(test.Name, value, arguments) != test.IsNegated;
    }

    private object? Invoke(Call call, Scope scope, Macro? caller)
    {
        var target = Evaluate(call.Target, scope);
        var arguments = Arguments(call.Arguments, scope);
        current = call;
        return target is Macro macro ? RunMacro(macro, arguments, caller) : Call(target, arguments);
    }

    private GivenArguments Arguments(CallArguments arguments, Scope scope)
    {
        if (ReferenceEquals(arguments, CallArguments.None))
        {
            return GivenArguments.None;
        }

        List<object?> positional = [.. arguments.Positional.Select(argument => Evaluate(argument, scope))];
        if (arguments.Spread is not null)
        {
            positional.AddRange(Iteration.Of(Evaluate(arguments.Spread, scope), this));
        }

        List<(string, object?)> named = [.. arguments.Named.Select(argument => (argument.Name, Evaluate(argument.Value, scope)))];
        if (arguments.NamedSpread is not null)
        {
            named.AddRange(Evaluate(arguments.NamedSpread, scope) is JinjaDict dict
                ? dict.Pairs.Select(pair => (PythonText.Str(pair.Key), pair.Value))
                : throw Fault("What stands behind ** has to be a dict."));
        }

        return new(positional, named);
    }

    private string RunMacro(Macro macro, GivenArguments arguments, Macro? caller)
    {
        var scope = macro.Bind(arguments, caller, MakeUndefined, (expression, inner) => Evaluate(expression, inner));
        return InFile(macro.File, () => Capture(macro.Definition.Body, scope));
    }
}
