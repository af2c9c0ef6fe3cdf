using Opsroom.Tools.Testing.Generating.CSharp;
using Opsroom.Tools.Testing.Generating.Java;
using Opsroom.Tools.Testing.Generating.JavaScript;

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
                SourceLanguage.CSharp => RecordedCSharp.Lines(explored),
                SourceLanguage.Java => RecordedJava.Lines(explored),
                SourceLanguage.Python => Python(explored),
                _ => RecordedScript.Lines(explored, framework is "mocha" or "node"),
            };
            if (lines.Count > 0)
            {
                yield return new(NameOf(explored, language, names), CaseNames.Asserts(explored), "characterisation", [.. lines], IsAsync: explored.Steps.Any(step => step.Async));
            }
        }
    }

    private static string NameOf(ExploredCase explored, SourceLanguage language, CaseNames names) => language switch
    {
        SourceLanguage.CSharp => names.Next(RecordedCSharp.Name(explored)),
        SourceLanguage.Java => names.Next(RecordedJava.Name(explored)),
        _ => names.Of(explored),
    };

    private static List<string> Python(ExploredCase explored)
    {
        var lines = new List<string>();
        foreach (var step in explored.Steps)
        {
            if (step.Raises is { } raised)
            {
                var said = step.PartsOf("caught.value").Select(part => Equal(part.Path, part.Value)).Prepend(step.Message is { } message ? Equal("str(caught.value)", message) : null).OfType<string>().ToList();
                lines.AddRange([$"with pytest.raises({raised}){(said.Count > 0 ? " as caught" : "")}:", $"    {step.Code}", .. said]);
            }
            else if (step.Bind is { } name)
            {
                lines.Add($"{name} = {step.Code}");
            }
            else if (step.Value is { } value)
            {
                lines.Add(Equal(step.Code, value));
            }
            else if (step.PartsOf("").Any())
            {
                lines.Add($"result = {step.Code}");
                lines.AddRange(step.PartsOf("result").Select(part => Equal(part.Path, part.Value)));
            }
            else
            {
                lines.Add(step.Code);
            }

            lines.AddRange(step.Changes.Select(part => Equal(part.Path, part.Value)));
        }

        return lines.Exists(IsAssertion) ? lines : [];
    }

    private static string Equal(string actual, string expected) =>
        $"assert {(NeedsBrackets(actual) ? $"({actual})" : actual)} {(expected is "None" or "True" or "False" ? "is" : "==")} {expected}";

    /// <summary>Whether an expression is a comparison itself, which Python would chain.</summary>
    private static bool NeedsBrackets(string code) => code.EndsWith(" is subject", StringComparison.Ordinal) || code.StartsWith("subject ", StringComparison.Ordinal) || code.EndsWith(" in subject", StringComparison.Ordinal);

    private static bool IsAssertion(string line) =>
        line.StartsWith("assert", StringComparison.Ordinal) || line.StartsWith("with pytest", StringComparison.Ordinal);
}
