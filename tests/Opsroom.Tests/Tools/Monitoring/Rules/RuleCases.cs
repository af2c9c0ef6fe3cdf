using System.Runtime.CompilerServices;

namespace Opsroom.Tests.Tools.Monitoring.Rules;

/// <summary>The rules in <c>rule-cases.txt</c>: for each check some that break it, and below two dashes some that do not. An expression in one line stands for a whole, well-made alert.</summary>
internal static class RuleCases
{
    private static readonly Dictionary<string, (string Bad, string Good)> Cases = Read();

    public static IReadOnlyCollection<string> Checks => Cases.Keys;

    public static string Bad(string check) => Cases[check].Bad;

    public static string Good(string check) => Cases[check].Good;

    public static string Alert(string expression, string labels = "{severity: ticket, service: web}") => $"""
        groups:
        - name: test
          rules:
          - alert: TestAlert
            expr: |-
              {expression}
            for: 10m
            labels: {labels}
            annotations:
              summary: Something is wrong
              description: It is {"{{ $value | humanize }}"}
              runbook_url: https://wiki.example.com/test

        """;

    private static Dictionary<string, (string Bad, string Good)> Read() =>
        $"\n{File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "rule-cases.txt"))}".Split("\n== ", StringSplitOptions.RemoveEmptyEntries)
            .Select(part => (Id: part[..part.IndexOf('\n', StringComparison.Ordinal)], Body: part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..].Split("\n--\n")))
            .ToDictionary(part => part.Id, part => (Whole(part.Body[0]), Whole(part.Body[1])), StringComparer.Ordinal);

    private static string Whole(string text) => text.Trim() switch
    {
        "@deep" => new string('[', 150),
        "@large" => new string('a', 3 * 1024 * 1024),
        ['@', 'b', 'a', 'r', 'e', ' ', .. var expression] => Alert(expression, "{severity: ticket}"),
        var line when !line.Contains('\n', StringComparison.Ordinal) && !line.StartsWith("groups", StringComparison.Ordinal) && !line.StartsWith("rules_of", StringComparison.Ordinal) => Alert(line),
        _ => text,
    };

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
