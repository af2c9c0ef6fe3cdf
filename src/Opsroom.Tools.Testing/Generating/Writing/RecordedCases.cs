using System.Collections.Immutable;

namespace Opsroom.Tools.Testing.Generating.Writing;

/// <summary>Writes what was recorded as tests.</summary>
internal static class RecordedCases
{
    /// <summary>More than these are left out, those of the longest code first.</summary>
    public const int Most = 400;

    public static IEnumerable<WrittenCase> Of(Exploration exploration, SourceLanguage language, string framework, CaseNames names)
    {
        foreach (var explored in exploration.Cases.OrderBy(each => each.Steps.Sum(step => step.Code.Length)).Take(Most).OrderBy(each => each.Target, StringComparer.Ordinal))
        {
            var lines = language switch
            {
                SourceLanguage.CSharp => CSharp(explored),
                SourceLanguage.Python => Python(explored),
                _ => Script(explored, framework is "mocha" or "node"),
            };
            if (lines.Count > 0)
            {
                yield return new(names.Of(explored), CaseNames.Asserts(explored), "characterisation", [.. lines], IsAsync: explored.Steps.Any(step => step.Async));
            }
        }
    }

    private static List<string> Python(ExploredCase explored)
    {
        var lines = new List<string>();
        foreach (var step in explored.Steps)
        {
            if (step.Raises is { } raised)
            {
                lines.AddRange([$"with pytest.raises({raised}):", $"    {step.Code}"]);
            }
            else if (step.Bind is { } name)
            {
                lines.Add($"{name} = {step.Code}");
            }
            else if (step.Value is "None" or "True" or "False")
            {
                lines.Add($"assert {step.Code} is {step.Value}");
            }
            else if (step.Value is { } value)
            {
                lines.Add($"assert {step.Code} == {value}");
            }
            else
            {
                lines.Add($"result = {step.Code}");
                lines.AddRange(step.PartsOf("result").Select(part => $"assert {part.Path} == {part.Value}"));
            }

            lines.AddRange(step.Changes.Select(part => $"assert {part.Path} == {part.Value}"));
        }

        return lines.Exists(IsAssertion) ? lines : [];
    }

    private static List<string> Script(ExploredCase explored, bool usesAssert)
    {
        var lines = new List<string>();
        var number = 0;
        foreach (var step in explored.Steps)
        {
            var wait = step.Async ? "await " : "";
            if (step.Raises is { } raised)
            {
                lines.Add(usesAssert ? $"assert.throws(() => {step.Code}, {(step.Own ? raised : $"{{ name: '{raised}' }}")});" : $"expect(() => {step.Code}).toThrow({raised});");
            }
            else if (step.Bind is { } name)
            {
                lines.Add($"const {name} = {step.Code};");
            }
            else if (step.Value is { } value)
            {
                lines.Add(Same($"{wait}{step.Code}", value, usesAssert));
            }
            else if (step.PartsOf("").Any())
            {
                var result = $"result{++number}";
                lines.Add($"const {result} = {wait}{step.Code};");
                lines.AddRange(step.PartsOf(result).Select(part => Same(part.Path, part.Value, usesAssert)));
            }
            else
            {
                lines.Add($"{wait}{step.Code};");
            }

            lines.AddRange(step.Changes.Select(part => Same(part.Path, part.Value, usesAssert)));
        }

        return lines.Exists(IsAssertion) ? lines : [];
    }

    private static string Same(string actual, string expected, bool usesAssert) => usesAssert ? $"assert.deepStrictEqual({actual}, {expected});" : $"expect({actual}).toStrictEqual({expected});";

    private static List<string> CSharp(ExploredCase explored)
    {
        var lines = new List<string>();
        var (results, outs) = (0, 0);
        foreach (var step in explored.Steps)
        {
            var code = step.Code;
            var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var at = 1; code.Contains($"out var out{at}", StringComparison.Ordinal); at++)
            {
                renamed[$"out{at}"] = $"given{++outs}";
                code = code.Replace($"out var out{at}", $"out var given{outs}", StringComparison.Ordinal);
            }

            var isAssignment = step.Void && !code.EndsWith(')');
            if (step.Raises is { } raised)
            {
                var discarded = code.Replace("out var given", "out _unused", StringComparison.Ordinal);
                discarded = System.Text.RegularExpressions.Regex.Replace(discarded, @"out _unused\d+", "out _", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
                lines.Add(step.Async ? $"await Assert.ThrowsAsync<{raised}>(async () => await {discarded});" : $"Assert.Throws<{raised}>(() => {{ {(discarded.EndsWith(')') && !discarded.Contains(" == ", StringComparison.Ordinal) && IsCall(discarded) || isAssignment || discarded.Contains(" = ", StringComparison.Ordinal) ? discarded : $"_ = {discarded}")}; }});");
            }
            else if (step.Bind is { } name)
            {
                lines.Add($"var {name} = {code};");
            }
            else if (step.Void)
            {
                lines.Add($"{(step.Async ? "await " : "")}{code};");
            }
            else
            {
                var result = $"result{++results}";
                lines.Add($"var {result} = {(step.Async ? "await " : "")}{code};");
                if (step.Value is { } value)
                {
                    lines.Add(Same(result, value));
                }

                lines.AddRange(step.PartsOf(result).Select(part => Same(Renamed(part.Path, result, renamed), part.Value)));
            }

            if (step.Void)
            {
                lines.AddRange(step.PartsOf("").Where(part => part.Path.StartsWith("out", StringComparison.Ordinal)).Select(part => Same(Renamed(part.Path, "result", renamed), part.Value)));
            }

            lines.AddRange(step.Changes.Select(part => Same(part.Path, part.Value)));
        }

        return lines.Exists(IsAssertion) ? lines : [];
    }

    private static bool IsCall(string code) => code.StartsWith("subject.", StringComparison.Ordinal) || code.StartsWith("new ", StringComparison.Ordinal) || char.IsAsciiLetterUpper(code[0]);

    /// <summary>The explorer calls results and what is given out by fixed names.</summary>
    private static string Renamed(string path, string result, Dictionary<string, string> outs)
    {
        var end = path.IndexOfAny(['.', '[']);
        var head = end < 0 ? path : path[..end];
        return (head == "result" ? result : outs.GetValueOrDefault(head, head)) + (end < 0 ? "" : path[end..]);
    }

    private static string Same(string actual, string expected) => expected switch
    {
        "true" => $"Assert.True({actual});",
        "false" => $"Assert.False({actual});",
        "null" => $"Assert.Null({actual});",
        "EMPTY" => $"Assert.Empty({actual});",
        _ when actual.EndsWith(".Count()", StringComparison.Ordinal) && expected == "0" => $"Assert.Empty({actual[..^8]});",
        _ when actual.EndsWith(".Count()", StringComparison.Ordinal) && expected == "1" => $"Assert.Single({actual[..^8]});",
        _ => $"Assert.Equal({expected}, {actual});",
    };

    private static bool IsAssertion(string line) =>
        line.StartsWith("assert", StringComparison.Ordinal) || line.StartsWith("expect(", StringComparison.Ordinal) || line.Contains("Assert.", StringComparison.Ordinal) || line.StartsWith("with pytest", StringComparison.Ordinal);
}
