using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>The JSON of jest and vitest, and that of mocha.</summary>
internal static class JsonReport
{
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static TestCounts? Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return root.TryGetProperty("testResults", out var suites) && suites.ValueKind == JsonValueKind.Array ? Jest(root, suites)
            : root.TryGetProperty("stats", out var stats) && root.TryGetProperty("failures", out var failures) ? Mocha(stats, failures)
            : null;
    }

    private static TestCounts Jest(JsonElement root, JsonElement suites)
    {
        var failures = ImmutableArray.CreateBuilder<TestFailure>();
        foreach (var suite in suites.EnumerateArray())
        {
            var tests = suite.TryGetProperty("assertionResults", out var results) ? results.EnumerateArray().ToList() : [];
            foreach (var test in tests.Where(test => Text(test, "status") == "failed"))
            {
                var message = test.TryGetProperty("failureMessages", out var messages) ? string.Join('\n', messages.EnumerateArray().Select(item => item.ToString())) : "";
                failures.Add(FailurePlace.Of(Text(test, "fullName") ?? "?", message, message));
            }

            if (tests.Count == 0 && Text(suite, "status") == "failed")
            {
                failures.Add(FailurePlace.Of(Path.GetFileName(Text(suite, "name") ?? "?"), Text(suite, "message") ?? "The file could not be run.", ""));
            }
        }

        // a file that could not be loaded has no tests that failed
        return new(Number(root, "numPassedTests"), Math.Max(Number(root, "numFailedTests"), failures.Count), Number(root, "numPendingTests") + Number(root, "numTodoTests"), failures.ToImmutable());
    }

    private static TestCounts Mocha(JsonElement stats, JsonElement failures) => new(
        Number(stats, "passes"), Number(stats, "failures"), Number(stats, "pending"),
        [
            .. failures.EnumerateArray().Select(test =>
            {
                var error = test.TryGetProperty("err", out var thrown) ? thrown : default;
                return FailurePlace.Of(Text(test, "fullTitle") ?? "?", Text(error, "message") ?? "", Text(error, "stack") ?? "");
            }),
        ]);

    private static int Number(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
