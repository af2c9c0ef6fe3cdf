using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.TestKit.Proofs;
using Opsroom.Tools.Templates.Scaffolding;
using Opsroom.Tools.Templates.Scaffolding.Catalogue;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

/// <summary>
/// What the README of a scaffold says is done, line by line, on a project that was just made: with everything, and with nothing beside the code. What needs a program that is not here is told.
/// Among the tests the Go service, by <c>eng/prove scaffolds</c> all.
/// </summary>
public sealed partial class ScaffoldsProof
{
    private const string Python = "/usr/bin/python3";

    // read at their first word, or first two: a line of a README that is neither run nor named here fails the proof
    private static readonly string[] NeedMore = ["docker", "kubectl", "helm", "mvn", "terraform", "tflint", "terraform-docs", "pip", "ruff", "mypy", "make"];

    private static readonly (string Command, string Health)[] Servers =
        [("dotnet run", "/health/ready"), ("python -m", "/health/ready"), ("go run", "/health/ready"), ("npm start", "/health/ready"), ("npm run dev", "/health/ready"), ("npm run preview", "/")];

    public static TheoryData<string, bool> Projects =>
        [.. ScaffoldCatalogue.All.Select(scaffold => scaffold.Id).Where(id => ProofRun.IsLong || id == "go-service").SelectMany(id => new (string, bool)[] { (id, true), (id, false) })];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task What_the_README_says_is_true(string template, bool hasEverything)
    {
        var options = hasEverything ? null : new ScaffoldOptions(Harness: false, Docker: false, Kubernetes: false);
        using var folder = await ScaffoldedFolder.OfAsync(template, hasEverything ? "billing-api" : "x2", options);
        Assert.Equal("1", (await folder.RunAsync("git", "rev-list", "--count", "HEAD")).Trim());
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
        var (done, told) = (new List<string>(), new List<string>());
        foreach (var line in Commands(await File.ReadAllTextAsync(Path.Combine(folder.Path, "README.md"), TestContext.Current.CancellationToken)))
        {
            var command = Translated(line);
            var program = command.Split(' ')[0];
            if (command.Length == 0)
            {
                continue;
            }

            if (Servers.FirstOrDefault(server => line.StartsWith(server.Command, StringComparison.Ordinal)) is { Command: not null } known)
            {
                await ServeAsync(folder, command, template == "react-app" ? "/" : known.Health, template);
            }
            else if (ScaffoldedFolder.Find(program) is null && !File.Exists(program) || NeedMore.Contains(program) && ScaffoldedFolder.Find("golangci-lint") is null)
            {
                Assert.True(NeedMore.Contains(program, StringComparer.Ordinal), $"'{line}' is not known here");
                told.Add(line);
                continue;
            }
            else if (!line.StartsWith("curl", StringComparison.Ordinal))
            {
                await folder.RunAsync("bash", "-c", command);
            }

            done.Add(line);
        }

        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
        ProofRun.Tell($"{template}: {string.Join("; ", done)}{(told.Count > 0 ? $"; not here: {string.Join("; ", told)}" : "")}");
        Assert.True(done.Count > 0 || template is "spring-boot" or "terraform-module" or "helm-chart", "nothing of the README was done");
    }

    /// <summary>The lines of the blocks of shell in a README, without remarks.</summary>
    private static IEnumerable<string> Commands(string readme) =>
        ShellBlock().Matches(readme).SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => Remark().Replace(line, "").Trim()).Where(line => line.Length > 0);

    /// <summary>As it is done here: the distribution's Python stands for the one of the virtual environment.</summary>
    private static string Translated(string line) => line switch
    {
        "python -m venv .venv && . .venv/bin/activate" => "",
        "pytest" => $"{Python} -m pytest -q -p no:cacheprovider",
        "npm ci" => "npm ci --prefer-offline --no-audit --no-fund --ignore-scripts --loglevel=error",
        "dotnet format" => "dotnet format --verify-no-changes",
        _ when line.StartsWith("python -m", StringComparison.Ordinal) => Python + line[6..],
        _ => line,
    };

    private static async Task ServeAsync(ScaffoldedFolder folder, string command, string health, string template)
    {
        var port = FreePort.Take();
        // where these listen stands in their own settings, which the environment does not override
        command += template == "react-app" ? $" -- --strictPort --port {port}" : command.StartsWith("dotnet run", StringComparison.Ordinal) ? $" -- --urls http://127.0.0.1:{port}" : "";

        using var server = folder.Start("bash", ["-c", "exec " + command], ("PORT", $"{port}"), ("HOST", "127.0.0.1"), ("PYTHONPATH", "src"));
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
            await ReadyAsync(client, server, health);
            if (template != "react-app")
            {
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
                Assert.Contains("# TYPE", await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
                var (route, good) = template == "dotnet-worker" ? ("/jobs", """{"text": "hello"}""") : ("/items", """{"name": "Pencil", "quantity": 3}""");
                Assert.True((await PostAsync(client, route, good)).IsSuccessStatusCode);
                var refused = await PostAsync(client, route, "{}");
                Assert.Equal((true, "application/problem+json"), ((int)refused.StatusCode is 400 or 422, refused.Content.Headers.ContentType?.MediaType));
            }
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string route, string body) =>
        client.PostAsync(new Uri(route, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    private static async Task ReadyAsync(HttpClient client, System.Diagnostics.Process server, string health)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await ticks.WaitForNextTickAsync(patience.Token))
        {
            Assert.False(server.HasExited, "the server ended");
            try
            {
                if ((await client.GetAsync(new Uri(health, UriKind.Relative), patience.Token)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }
    }

    [GeneratedRegex("```sh\n(?<lines>[^`]*)```", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"\s+#.*$", RegexOptions.NonBacktracking)]
    private static partial Regex Remark();
}
