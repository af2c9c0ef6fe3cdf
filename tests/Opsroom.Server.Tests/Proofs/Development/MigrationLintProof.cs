using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>Migrations are judged as the field's linters and the engines judge them.</summary>
public sealed class MigrationLintProof(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Tool = "lint_migration";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mysql")]
    [InlineData("sqlite")]
    public async Task Every_danger_is_found_on_its_line_and_nothing_else_is_warned_of(string database)
    {
        using var client = new ApprovalClient(fixture.Server.Address);
        List<string> wrong = [];
        foreach (var migration in DevelopmentCase.Of(DevelopmentCase.Folder("lint-sql", database)))
        {
            var found = await LintAsync(client, migration);
            var expected = migration.List("expected").ToList();
            var free = migration.Expected["opinions_differ"]?.AsArray().Select(line => (int)line!).ToList() ?? [];
            wrong.AddRange(expected
                .Where(danger => !found.Any(finding => Within(danger, finding.Line) && finding.Rank >= Found.RankOf((string)danger["severity"]!)))
                .Select(danger => $"{migration}: missed {danger["danger"]} on line {danger["line"]}; found {string.Join(' ', found)}"));
            wrong.AddRange(found
                .Where(finding => finding.Rank >= Found.RankOf("warning") && !free.Contains(finding.Line) && !expected.Exists(danger => Within(danger, finding.Line)))
                .Select(finding => $"{migration}: false alarm {finding}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task<IReadOnlyList<Found>> LintAsync(ApprovalClient client, DevelopmentCase migration)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal) { ["sql"] = migration.Beside(".sql"), ["db_type"] = migration.Text("db_type")! };
        if (migration.Text("server_version") is { } version)
        {
            arguments["server_version"] = version;
        }

        var answer = await client.CallAsync(Tool, arguments, "lint", Cancelled);
        Found.Result(answer);
        return Found.ListOf(answer.Body);
    }

    private static bool Within(JsonObject danger, int line) => line >= (int)danger["line"]! && line <= ((int?)danger["end_line"] ?? (int)danger["line"]!);
}
