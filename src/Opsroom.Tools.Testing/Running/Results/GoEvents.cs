using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>What <c>go test -json</c> writes: one event on each line.</summary>
internal static class GoEvents
{
    public static TestCounts? Read(string output)
    {
        var (texts, outcomes) = (new Dictionary<string, StringBuilder>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var line in output.Split('\n').Where(line => line.StartsWith('{') && line.Contains("\"Action\"", StringComparison.Ordinal)))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                var (root, action) = (document.RootElement, document.RootElement.GetProperty("Action").GetString());
                if (root.TryGetProperty("Test", out var test) && $"{(root.TryGetProperty("Package", out var package) ? package.GetString() : "")}.{test.GetString()}" is var name)
                {
                    if (action == "output")
                    {
                        (texts.TryGetValue(name, out var text) ? text : texts[name] = new()).Append(root.GetProperty("Output").GetString());
                    }
                    else if (action is "pass" or "fail" or "skip")
                    {
                        outcomes[name] = action;
                    }
                }
            }
            catch (Exception foreign) when (foreign is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                // a program under test may write lines that look alike
            }
        }

        var failures = outcomes.Where(outcome => outcome.Value == "fail").Select(outcome => outcome.Key).Order(StringComparer.Ordinal)
            .Select(name => FailurePlace.Of(name, Said(texts.GetValueOrDefault(name)), texts.GetValueOrDefault(name)?.ToString() ?? "")).ToImmutableArray();
        return outcomes.Count == 0 ? null : new(outcomes.Count(outcome => outcome.Value == "pass"), failures.Length, outcomes.Count(outcome => outcome.Value == "skip"), failures);
    }

    private static string Said(StringBuilder? text) =>
        string.Join('\n', (text?.ToString() ?? "").Split('\n').Where(line => line.Trim().Length > 0 && !line.StartsWith("=== ", StringComparison.Ordinal) && !line.TrimStart().StartsWith("--- ", StringComparison.Ordinal))).Trim();
}
