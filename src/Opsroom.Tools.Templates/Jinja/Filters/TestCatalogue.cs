using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>The tests behind <c>is</c>.</summary>
internal static class TestCatalogue
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "boolean", "callable", "defined", "divisibleby", "eq", "equalto", "escaped", "even", "false", "filter", "float", "ge", "greaterthan", "gt", "in", "integer", "iterable", "le",
        "lessthan", "lower", "lt", "mapping", "ne", "none", "number", "odd", "sameas", "sequence", "string", "test", "true", "undefined", "upper",
    ];

    public static bool Apply(JinjaRun run, string name, object? value, GivenArguments given)
    {
        object? Other() => given.Positional is [var other] ? other : throw JinjaRun.Fault($"The test '{name}' takes one argument.");
        switch (name)
        {
            case "defined": return value is not Undefined;
            case "undefined": return value is Undefined;
            case "none": return value is null;
            case "true": return value is true;
            case "false": return value is false;
            case "boolean": return value is bool;
            case "integer": return value is long;
            case "float": return value is double;
            case "number": return value is long or double or bool;
            case "string": return value is string;
            case "mapping": return value is JinjaDict;
            case "iterable": return value is string or JinjaList or JinjaTuple or JinjaDict or Undefined { IsStrict: false };
            case "sequence": return value is string or JinjaList or JinjaTuple or JinjaDict or Undefined { IsStrict: false };
            case "callable": return value is ICallable;
            case "escaped": return false;
            case "lower": return PythonText.Str(value) is var lower && lower.Any(char.IsLower) && !lower.Any(char.IsUpper);
            case "upper": return PythonText.Str(value) is var upper && upper.Any(char.IsUpper) && !upper.Any(char.IsLower);
            case "odd": return Remainder(value, 2L, run) == 1;
            case "even": return Remainder(value, 2L, run) == 0;
            case "divisibleby": return Remainder(value, Other(), run) == 0;
            case "sameas": return ReferenceEquals(value, Other()) || (value is null or bool or string && PythonEquality.Equal(value, Other()) && PythonText.TypeOf(value) == PythonText.TypeOf(Other()));
            case "eq" or "equalto" or "==": return PythonEquality.Equal(value, Other());
            case "ne" or "!=": return !PythonEquality.Equal(value, Other());
            case "lt" or "lessthan" or "<": return PythonEquality.Compare(value, Other()) < 0;
            case "le" or "<=": return PythonEquality.Compare(value, Other()) <= 0;
            case "gt" or "greaterthan" or ">": return PythonEquality.Compare(value, Other()) > 0;
            case "ge" or ">=": return PythonEquality.Compare(value, Other()) >= 0;
            case "in": return Iteration.Contains(Other(), value, run);
            case "filter": return FilterCatalogue.Find(PythonText.Str(value)) is not null;
            case "test": return Names.Contains(PythonText.Str(value), StringComparer.Ordinal);
            default: throw new TemplateFault("unknown-test", $"There is no test '{name}'.");
        }
    }

    private static long? Remainder(object? value, object? by, JinjaRun run) => PythonArithmetic.Whole(PythonArithmetic.Apply("%", value, by, run.Budget));
}
