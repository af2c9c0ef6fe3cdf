using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Generating.Java;

/// <summary>Writes what was recorded of Java as the lines of a test, and gives the test its name.</summary>
internal static partial class RecordedJava
{
    private const int MostNamed = 40;

    /// <summary>None where nothing can be asserted.</summary>
    public static List<string> Lines(ExploredCase explored)
    {
        var lines = new List<string>();
        var (results, caught) = (0, 0);
        foreach (var step in explored.Steps)
        {
            if (step.Raises is { } raised)
            {
                var thrown = $"assertThrows({raised}.class, () -> {step.Code});";
                var parts = step.PartsOf("").ToList();
                lines.Add(parts.Count == 0 ? thrown : $"var thrown{++caught} = {thrown}");
                lines.AddRange(parts.Select(part => Same(Regex.Replace(part.Path, @"^thrown\b", $"thrown{caught}", RegexOptions.None, TimeSpan.FromSeconds(1)), part.Value)));
            }
            else if (step.Bind is { } name)
            {
                lines.Add($"var {name} = {step.Code};");
            }
            else if (step.Value is { } value)
            {
                lines.Add(Same(step.Code, value));
            }
            else if (step.PartsOf("").Any())
            {
                var result = $"result{++results}";
                lines.Add($"var {result} = {step.Code};");
                lines.AddRange(step.PartsOf("").Select(part => Same(Regex.Replace(part.Path, @"^result\b", result, RegexOptions.None, TimeSpan.FromSeconds(1)), part.Value)));
            }
            else
            {
                lines.Add($"{step.Code};");
            }

            lines.AddRange(step.Changes.Select(part => Same(part.Path, part.Value)));
        }

        return lines.Exists(line => line.Contains("assert", StringComparison.Ordinal)) ? lines : [];
    }

    /// <summary>As <c>band_of_99_gives_low</c>.</summary>
    public static string Name(ExploredCase explored)
    {
        var calls = explored.Steps.Where(step => step.Bind is null).ToList();
        var last = calls.Count > 0 ? calls[^1] : explored.Steps[^1];
        var before = calls.Take(calls.Count - 1).Select(step => Member(step.Code)).Distinct(StringComparer.Ordinal).TakeLast(3).ToList();
        var name = last.Code.StartsWith("new ", StringComparison.Ordinal) ? $"{explored.Target}_begins" : Member(last.Code);
        var arguments = Arguments(last.Code);
        name += arguments.Length > 0 ? $"_of_{arguments}" : "";
        name += before.Count > 0 ? $"_after_{string.Join("_and_", before)}" : "";
        return last.Raises is { } raised ? $"{name}_throws_{raised.Split('.')[^1]}" : last.Value is { Length: < 20 } value ? $"{name}_gives_{Word(value)}" : name;
    }

    private static string Same(string actual, string expected) => expected switch
    {
        "true" => $"assertTrue({actual});",
        "false" => $"assertFalse({actual});",
        "null" => $"assertNull({actual});",
        _ when Array().IsMatch(expected) => $"assertArrayEquals({expected}, {actual});",
        _ => $"assertEquals({expected}, {actual});",
    };

    private static string Member(string code) => Called().Match(code) is { Success: true } found ? found.Groups["name"].Value : "it";

    private static string Arguments(string code)
    {
        var given = code.IndexOf('(', StringComparison.Ordinal) is > 0 and var at ? code[(at + 1)..^1] : "";
        return given.Length is 0 or > MostNamed || given.Contains("new ", StringComparison.Ordinal) || given.Contains('(', StringComparison.Ordinal) ? "" : string.Join("_and_", given.Split(", ").Select(Word));
    }

    private static string Word(string literal) => literal == "\"\"" ? "nothing" : literal.StartsWith('-') ? "minus_" + literal[1..] : literal.Trim('"').Split("State.")[^1];

    [GeneratedRegex(@"^new \w+\[\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Array();

    [GeneratedRegex(@"^[\w.]*?(?<name>\w+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Called();
}
