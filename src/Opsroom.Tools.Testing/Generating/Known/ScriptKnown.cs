using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Testing.Generating.Writing;

namespace Opsroom.Tools.Testing.Generating.Known;

/// <summary>What a source in Python, JavaScript, TypeScript or Java says about itself without being run: documented examples, guards with their bounds, signatures.</summary>
internal static partial class ScriptKnown
{
    public static IEnumerable<WrittenCase> Python(string source, CaseNames names)
    {
        foreach (Match example in Doctest().Matches(source))
        {
            var (call, value) = (example.Groups["call"].Value.Trim(), example.Groups["value"].Value.Trim());
            if (value.Length > 0 && !value.StartsWith("Traceback", StringComparison.Ordinal) && !value.StartsWith(">>>", StringComparison.Ordinal) && !value.StartsWith('<') && !call.Contains(" = ", StringComparison.Ordinal))
            {
                yield return new(names.Next($"{call.Split('(')[0]}_does_as_documented"), $"{call} is {value}, as documented", "example", [$"assert {call} == {value}"]);
            }
        }

        foreach (Match function in PythonFunction().Matches(source))
        {
            var (name, parameters) = (function.Groups["name"].Value, Parameters(function.Groups["parameters"].Value));
            var listed = string.Join(", ", parameters.Select(parameter => $"\"{parameter.Name}\""));
            yield return new(names.Next($"{name}_takes_its_parameters"), $"{name} takes ({listed})", "signature", [$"assert list(inspect.signature({name}).parameters) == [{listed}]"]);
            var guards = parameters.Count(parameter => !parameter.IsOptional) == 1 ? PythonGuard().Matches(Body(source, function)).Where(guard => guard.Groups["name"].Value == parameters[0].Name).ToList() : [];
            foreach (var (guard, comparison) in guards.SelectMany(guard => Comparison().Matches(guard.Groups["condition"].Value).Where(each => each.Groups["name"].Value == parameters[0].Name).Select(each => (guard, each))))
            {
                var bound = long.Parse(comparison.Groups["bound"].Value, System.Globalization.CultureInfo.InvariantCulture);
                var argument = comparison.Groups["operator"].Value switch { "<" => bound - 1, ">" => bound + 1, _ => bound };
                yield return new(
                    names.Next($"{name}_refuses_{parameters[0].Name}"), $"{name}({argument}) raises {guard.Groups["error"].Value}, as the guard {comparison.Value} says", "guard",
                    [$"with pytest.raises({guard.Groups["error"].Value}):", $"    {name}({argument})"]);
            }

            if (guards.Count == 0 && !source.Contains($">>> {name}(", StringComparison.Ordinal))
            {
                yield return Unknown(name, names);
            }
        }

        foreach (Match type in PythonClass().Matches(source))
        {
            var of = type.Groups["name"].Value;
            foreach (Match method in PythonMethod().Matches(Body(source, type)))
            {
                var (name, listed) = (method.Groups["name"].Value, string.Join(", ", Parameters(method.Groups["parameters"].Value).Select(parameter => $"\"{parameter.Name}\"")));
                yield return new(names.Next($"{of}_{name}_takes_its_parameters"), $"{of}.{name} takes ({listed})", "signature", [$"assert list(inspect.signature({of}.{name}).parameters) == [{listed}]"]);
                yield return Unknown($"{of}.{name}", names);
            }
        }
    }

    public static IEnumerable<WrittenCase> Script(string source, ImmutableArray<string> exported, string framework, CaseNames names)
    {
        foreach (Match example in ScriptExample().Matches(source))
        {
            var (call, name, value) = (example.Groups["call"].Value.Trim(), example.Groups["name"].Value, example.Groups["value"].Value.Trim().TrimEnd('.', ';', '/', '*', ' '));
            if (exported.Contains(name, StringComparer.Ordinal) && value.Length > 0)
            {
                yield return new(
                    names.Next($"{name}_does_as_documented"), $"{call} is {value}, as documented", "example",
                    [framework is "mocha" or "node" ? $"assert.deepStrictEqual({call}, {value});" : $"expect({call}).toStrictEqual({value});"]);
            }
        }

        foreach (var name in exported)
        {
            yield return new(
                names.Next($"{name}_is_exported"), $"{name} is exported", "signature",
                [framework is "mocha" or "node" ? $"assert.notStrictEqual(typeof {name}, 'undefined');" : $"expect(typeof {name}).not.toBe('undefined');"]);
            if (!ScriptExample().Matches(source).Any(example => example.Groups["name"].Value == name))
            {
                yield return Unknown(name, names);
            }
        }
    }

    public static IEnumerable<WrittenCase> Java(string source, string type, CaseNames names)
    {
        foreach (Match method in JavaMethod().Matches(source))
        {
            var name = method.Groups["name"].Value;
            var parameters = method.Groups["parameters"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            yield return new(
                names.Next($"{name}_takes_its_parameters"), $"{name} takes {parameters.Length} parameters", "signature",
                [$"assertTrue(java.util.Arrays.stream({type}.class.getMethods()).anyMatch(method -> method.getName().equals(\"{name}\") && method.getParameterCount() == {parameters.Length}));"]);
            var guards = method.Groups["static"].Success && parameters is [var only] && only.Split(' ') is [.., "int" or "long", var parameter]
                ? JavaGuard().Matches(source[method.Index..Math.Min(source.Length, method.Index + 1500)]).Take(1).SelectMany(guard => Comparison().Matches(guard.Groups["condition"].Value).Where(each => each.Groups["name"].Value == parameter).Select(each => (guard.Groups["error"].Value, each))).ToList() : [];
            foreach (var (error, comparison) in guards)
            {
                var bound = long.Parse(comparison.Groups["bound"].Value, System.Globalization.CultureInfo.InvariantCulture);
                var argument = comparison.Groups["operator"].Value switch { "<" => bound - 1, ">" => bound + 1, _ => bound };
                yield return new(names.Next($"{name}_refuses_{argument}"), $"{name}({argument}) throws {error}, as the guard {comparison.Value} says", "guard", [$"assertThrows({error}.class, () -> {type}.{name}({argument}));"]);
            }

            if (guards.Count == 0)
            {
                yield return Unknown(name, names);
            }
        }
    }

    /// <summary>What a module exports, as its text says.</summary>
    public static ImmutableArray<string> Exports(string source) =>
        [.. Export().Matches(source).SelectMany(found => found.Groups["list"].Success ? found.Groups["list"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split([' ', ':'])[0]) : [found.Groups["name"].Value]).Where(each => each.Length > 0).Distinct(StringComparer.Ordinal)];

    public static ImmutableArray<string> PythonNames(string source) => [.. PythonName().Matches(source).Select(found => found.Groups["name"].Value).Where(name => !name.StartsWith('_')).Distinct(StringComparer.Ordinal)];

    private static WrittenCase Unknown(string name, CaseNames names) =>
        new(names.Next($"{name}_does_what_it_should"), $"what {name} should give: a person has to say", "person", [], $"Say what {name} should give; the source does not tell without running it.");

    private static List<(string Name, bool IsOptional)> Parameters(string list) =>
        [.. OutsideBrackets().Replace(list, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(each => each is not ("*" or "/")).Select(each => (each.Split([':', '='])[0].Trim(' ', '*'), each.Contains('=', StringComparison.Ordinal) || each.StartsWith('*')))];

    private static string Body(string source, Match function)
    {
        var rest = source[(function.Index + function.Length)..];
        var end = PythonName().Match(rest);
        return end.Success ? rest[..end.Index] : rest;
    }

    [GeneratedRegex(@"^\s*>>> (?<call>[^\n]+)\n\s*(?<value>[^\n]*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Doctest();

    [GeneratedRegex(@"^def (?<name>[a-zA-Z]\w*)\((?<parameters>[^()]*)\)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PythonFunction();

    [GeneratedRegex(@"^class (?<name>[a-zA-Z]\w*)[^\n]*:", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PythonClass();

    // a decorator may change what a signature says
    [GeneratedRegex(@"(?<!@[^\n]*\n)^ {4}(?:async )?def (?<name>[a-zA-Z]\w*)\((?<parameters>self\b[^()]*)\)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PythonMethod();

    [GeneratedRegex(@"^(?:async )?(?:def|class) (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PythonName();

    [GeneratedRegex(@"^ {4}if (?<condition>(?<name>\w+) (?:<|>|<=|>=|==) -?\d+(?: or \w+ (?:<|>|<=|>=|==) -?\d+)*):\s*\n\s+raise (?<error>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PythonGuard();

    [GeneratedRegex(@"if \((?<condition>\w+ (?:<|>|<=|>=|==) -?\d+(?: \|\| \w+ (?:<|>|<=|>=|==) -?\d+)*)\)\s*\{?\s*throw new (?<error>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JavaGuard();

    [GeneratedRegex(@"(?<name>\w+) (?<operator><=|>=|==|<|>) (?<bound>-?\d{1,15})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^\s*(?:\*|//|/\*\*).*?(?<call>\b(?<name>\w+)\((?:[^()\n]|\([^()\n]*\))*\))\s*(?:is|===?|=>|->|→|//\s*=>)\s*(?<value>(?:'[^'\n]*'|""[^""\n]*""|-?\d+(?:\.\d+)?|true|false|null|undefined|\[[^\]\n]*\]))", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex ScriptExample();

    [GeneratedRegex(@"^export (?:default )?(?:async )?(?:function\*?|class|abstract class|const|let|enum) (?<name>\w+)|^export \{(?<list>[^}]*)\}|module\.exports = \{(?<list>[^}]*)\}|^(?:module\.)?exports\.(?<name>\w+) =|module\.exports = (?<name>\w+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Export();

    [GeneratedRegex(@"^\s+public (?<static>static )?(?:final )?(?!class|record|enum|interface)[\w<>\[\], ]+? (?<name>\w+)\((?<parameters>[^()]*)\)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex JavaMethod();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutsideBrackets();
}
