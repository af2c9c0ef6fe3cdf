using System.Net;
using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>No template gets out of its sandbox: what it tries is stopped with a clear error, or has no effect.</summary>
public sealed class HostileTemplateProof
{
    private const string Canary = "opsroom-canary-7f3a";
    private const string Thread = "hostile";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Cases => [.. DevelopmentCase.Of(DevelopmentCase.Folder("templates-hostile", "cases")).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_attempt_is_stopped(string name)
    {
        var attempt = DevelopmentCase.Of(DevelopmentCase.Folder("templates-hostile", "cases"), name).Single();
        var folder = Directory.CreateTempSubdirectory("opsroom-hostile-");
        try
        {
            var box = folder.FullName;
            Write(box, attempt);
            var before = Snapshot(box);
            await using var server = await ScriptedServer.StartAsync(options => options with { ReadRoots = [box] });
            using var client = new ApprovalClient(server.Server.Address);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            limit.CancelAfter(Patience);
            var answer = await client.CallAsync(
                "generate_from_template",
                new { template_path = Path.Combine(box, "templates", "case"), output_path = "work/out", variables = attempt.Expected["variables"]?.DeepClone() ?? new JsonObject() }, Thread, limit.Token);
            Assert.True(answer.Code == HttpStatusCode.OK, answer.ToString());
            Assert.True(before.SequenceEqual(Snapshot(box)), "the template's surroundings changed");
            using var written = await WrittenFiles.FetchAsync(server.Server.Address, Thread, "work/out", Cancelled);
            Check(attempt, answer, string.Join('\n', written.Paths.Select(File.ReadAllText)) + answer);
            var artifacts = (await client.GetAsync($"/threads/{Thread}/artifacts?limit=100", Cancelled)).Body["items"]?.AsArray() ?? [];
            Assert.All(artifacts, artifact => Assert.StartsWith("work/out/", (string)artifact!["path"]!, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health", Cancelled)).Code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Check(DevelopmentCase attempt, Answered answer, string written)
    {
        // what climbs out of the workspace would land in the file system: only absolute places can be looked at from here
        Assert.All(attempt.Texts("must_not_exist").Where(Path.IsPathRooted), path => Assert.False(Path.Exists(path), path));
        Assert.All(attempt.Texts("must_not_contain"), text => Assert.DoesNotContain(text, written, StringComparison.Ordinal));
        if (attempt.Text("expect") == "stopped")
        {
            Assert.True(answer.Status == "error" && !string.IsNullOrWhiteSpace(answer.Message) && answer.Fault != "internal", answer.ToString());
        }

        if (attempt.Text("must_warn") is { } warned)
        {
            Assert.Contains(warned, answer.Body.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static void Write(string box, DevelopmentCase attempt)
    {
        var template = Directory.CreateDirectory(Path.Combine(box, "templates", "case")).FullName;
        foreach (var (path, content) in attempt.Expected["files"]!.AsObject())
        {
            File.WriteAllText(Place(template, path), (string)content!);
        }

        foreach (var generated in attempt.List("generated"))
        {
            File.WriteAllText(Place(template, (string)generated["path"]!), (string)generated["head"]! + string.Concat(Enumerable.Repeat((string)generated["repeat"]!, (int)generated["times"]!)) + (string)generated["tail"]!);
        }

        foreach (var (path, target) in attempt.Expected["symlinks"]?.AsObject() ?? [])
        {
            File.CreateSymbolicLink(Place(template, path), (string)target!);
        }

        if (attempt.Text("secret") is { } secret)
        {
            File.WriteAllText(Path.GetFullPath(secret, template), Canary + "\n");
        }
    }

    private static string Place(string template, string path)
    {
        var place = Path.Combine(template, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }

    /// <summary>Every file of the box with what it holds; links are not followed.</summary>
    private static IReadOnlyList<string> Snapshot(string box) =>
        [.. Directory.EnumerateFiles(box, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Order(StringComparer.Ordinal).Select(path => $"{path} {File.ReadAllText(path)}")];
}
