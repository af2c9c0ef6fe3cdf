using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Generating.JavaScript;

/// <summary>Writes what was recorded of JavaScript or TypeScript as the lines of a test.</summary>
internal static partial class RecordedScript
{
    /// <param name="usesAssert">Whether tests use <c>node:assert</c>; else <c>expect</c>.</param>
    /// <returns>None where nothing can be asserted.</returns>
    public static List<string> Lines(ExploredCase explored, bool usesAssert)
    {
        var lines = new List<string>();
        var number = 0;
        foreach (var step in explored.Steps)
        {
            var wait = step.Async ? "await " : "";
            if (step.Raises is { } raised)
            {
                lines.Add(usesAssert ? Thrown(step, raised) : ThrownForExpect(step, raised));
            }
            else if (step.Bind is { } name)
            {
                lines.Add($"const {name} = {wait}{step.Code};");
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

        return lines.Exists(line => line.Contains("assert.", StringComparison.Ordinal) || line.Contains("expect(", StringComparison.Ordinal)) ? lines : [];
    }

    private static string Thrown(ExploredStep step, string raised) =>
        step.Async ? $"await assert.rejects(async () => {step.Code}, {Error(step, raised)});" : $"assert.throws(() => {step.Code}, {Error(step, raised)});";

    private static string ThrownForExpect(ExploredStep step, string raised) =>
        step.Async
            ? $"await expect((async () => {step.Code})()).rejects.toEqual(expect.objectContaining({Error(step, raised)}));"
            : $"expect(() => {step.Code}).toThrow(expect.objectContaining({Error(step, raised)}));";

    /// <summary>The members that the error has to have.</summary>
    private static string Error(ExploredStep step, string raised)
    {
        var members = step.PartsOf("").Select(part => (Name: Member().Match(part.Path).Groups["name"].Value, part.Value)).Where(part => part.Name is not ("" or "name")).Select(part => $"{part.Name}: {part.Value}");
        var name = step.Parts?.GetValueOrDefault("%s.name") ?? $"'{raised}'";
        IEnumerable<string> all = [.. step.Own ? [$"constructor: {raised}"] : Array.Empty<string>(), $"name: {name}", .. step.Message is { } message ? [$"message: {message}"] : Array.Empty<string>(), .. members];
        return $"{{ {string.Join(", ", all)} }}";
    }

    private static string Same(string actual, string expected, bool usesAssert) => usesAssert ? $"assert.deepStrictEqual({actual}, {expected});" : $"expect({actual}).toStrictEqual({expected});";

    [GeneratedRegex(@"^\.(?<name>\w+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();
}
