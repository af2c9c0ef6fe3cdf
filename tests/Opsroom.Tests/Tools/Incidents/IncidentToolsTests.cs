using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Tests.Tools.Incidents.Bundles;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Signing;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools.Incidents;

public sealed class IncidentToolsTests
{
    private static readonly Tool Tool = new ToolCatalog(Samples.BuiltIn()).Find("investigate_incident")!;

    [Fact]
    public async Task A_bundle_of_the_workspace_is_investigated_and_every_quote_stands()
    {
        var result = await SucceedAsync(new() { ["bundle_path"] = "evidence" }, From("oom-report-worker"));

        Assert.Equal("incident", result.GetProperty("verdict").GetString());
        var cause = result.GetProperty("root_causes")[0];
        Assert.Equal("resource_exhaustion", cause.GetProperty("category").GetString());
        Assert.NotEqual(0, cause.GetProperty("evidence").GetArrayLength());
        Assert.Empty(result.GetProperty("struck").EnumerateArray());
        Assert.Equal("bundle", result.GetProperty("basis").GetProperty("kind").GetString());
        Assert.Equal("2026-02-11T09:40:00+00:00", result.GetProperty("basis").GetProperty("as_of").GetString());
    }

    [Fact]
    public async Task A_folder_or_zip_inside_a_read_root_is_investigated_too()
    {
        using var folder = new BundleFolder(("incident.yaml", "recorded_at: 2026-03-01T10:00:00Z\n"), ("alerts.json", "[]"));
        folder.Add("packed.zip", BundleFolder.Zip(("alerts.json", "[]")));
        var workspace = Workspaces.Open(new ReadRoots([folder.Path]), null);

        Assert.Equal(3, (await SucceedAsync(new() { ["bundle_path"] = folder.Path }, workspace)).GetProperty("basis").GetProperty("sources").GetInt32());
        Assert.Equal(1, (await SucceedAsync(new() { ["bundle_path"] = Path.Combine(folder.Path, "packed.zip") }, workspace)).GetProperty("basis").GetProperty("sources").GetInt32());
        Assert.Equal(FaultCodes.InvalidArgument, await FailAsync(new() { ["bundle_path"] = "/etc" }, workspace));
        Assert.Equal(FaultCodes.InvalidArgument, await FailAsync(new() { ["bundle_path"] = "../x" }, workspace));
        Assert.Equal(FaultCodes.NotFound, await FailAsync(new() { ["bundle_path"] = "nowhere" }, workspace));
        Assert.Equal(FaultCodes.NotFound, await FailAsync(new() { ["bundle_path"] = Path.Combine(folder.Path, "nowhere") }, workspace));
    }

    [Theory]
    [InlineData("oom-report-worker", "saved", null)]
    [InlineData("deploy-checkout-npe", "saved/it.zip", "checkout")]
    [InlineData("healthy-constant-error-noise", "saved", "gateway")]
    [InlineData("slow-orders-seen-in-traces", "saved.zip", null)]
    public async Task What_was_saved_is_replayed_to_the_same_result(string name, string target, string? service)
    {
        var first = From(name);
        var saved = await SucceedAsync(new() { ["bundle_path"] = "evidence", ["save_bundle_to"] = target, ["service"] = service }, first);
        // another machine: nothing but the saved files
        var files = first.StagedFiles.Select(file => (file.Path, file.Bytes.ToArray())).ToArray();
        var replayed = await SucceedAsync(new() { ["bundle_path"] = target }, Workspaces.Open(ReadRoots.None, null, files));

        Assert.Equal(files.Length, saved.GetProperty("files").GetArrayLength());
        foreach (var part in (string[])["verdict", "root_causes", "reasons", "timeline", "summary", "remediation"])
        {
            Assert.Equal(saved.GetProperty(part).GetRawText(), replayed.GetProperty(part).GetRawText());
        }

        Assert.Contains("unchanged since", replayed.GetProperty("basis").GetProperty("origin").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_was_changed_since_is_refused()
    {
        var first = From("oom-report-worker");
        await SucceedAsync(new() { ["bundle_path"] = "evidence", ["save_bundle_to"] = "saved" }, first);
        var files = first.StagedFiles.Select(file => (file.Path, file.Path.EndsWith("alerts.json", StringComparison.Ordinal) ? "[]"u8.ToArray() : file.Bytes.ToArray())).ToArray();

        Assert.Equal(FaultCodes.Conflict, await FailAsync(new() { ["bundle_path"] = "saved" }, Workspaces.Open(ReadRoots.None, null, files)));
    }

    [Fact]
    public async Task A_bundle_of_another_machine_is_read_and_said_to_be_that()
    {
        var key = new BundleKey(Enumerable.Repeat((byte)9, 32).ToArray());
        var bytes = "[]"u8.ToArray();
        var manifest = BundleManifest.Write([("alerts.json", BundleFile.Hash(bytes), bytes.Length)], key);

        var result = await SucceedAsync(new() { ["bundle_path"] = "b" }, Workspaces.Open(ReadRoots.None, null, ("b/alerts.json", bytes), ("b/manifest.json", manifest)));

        Assert.Contains("not this server's", result.GetProperty("basis").GetProperty("origin").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_of_a_case_changes_nothing_absent_or_false()
    {
        foreach (var name in (string[])["oom-report-worker", "healthy-log-with-orders", "zone-power-loss"])
        {
            var plain = await SucceedAsync(new() { ["bundle_path"] = "evidence" }, From(name));
            var misled = await SucceedAsync(
                new() { ["bundle_path"] = "evidence" }, From(name, ("evidence/expected.yaml", "verdict: inconclusive\ncategory: network\nmust_mention: [nonsense]\n"), ("evidence/logs/Expected.YAML", "verdict: healthy\n")));

            Assert.Equal(plain.GetRawText(), misled.GetRawText());
        }
    }

    [Fact]
    public async Task Saving_is_a_write_and_looking_is_a_read()
    {
        foreach (var (arguments, effect) in new[] { (new JsonObject { ["bundle_path"] = "evidence" }, Effect.Read), (new JsonObject { ["save_bundle_to"] = "x" }, Effect.Write) })
        {
            var planned = await Tool.PlanAsync(JsonSerializer.SerializeToElement(arguments), Samples.Context(From("oom-report-worker")), TestContext.Current.CancellationToken);

            Assert.Equal(effect, planned.Plan!.Effect);
        }
    }

    [Fact]
    public async Task Without_a_bundle_and_without_backends_it_says_what_to_set()
    {
        var outcome = await CallAsync([], Workspaces.With());

        var error = outcome.Result.GetProperty("error");
        Assert.Equal((FaultCodes.NotConfigured, "ALERTMANAGER_URL"), (error.GetProperty("code").GetString(), error.GetProperty("setting").GetString()));
        Assert.Contains("PROMETHEUS_URL, KUBECONFIG, LOKI_URL", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("1000d")]
    public async Task A_range_that_is_none_is_an_invalid_argument(string range) =>
        Assert.Equal(FaultCodes.InvalidArgument, await FailAsync(new() { ["time_range"] = range, ["bundle_path"] = "evidence" }, From("oom-report-worker")));

    [Fact]
    public async Task What_a_caller_says_takes_the_place_of_what_the_bundle_says()
    {
        var bundle = Workspaces.Open(ReadRoots.None, null, ("b/incident.yaml", "service: old\nrecorded_at: 2026-03-01T10:00:00Z\n"u8.ToArray()), ("b/alerts.json", "[]"u8.ToArray()));

        await SucceedAsync(new() { ["bundle_path"] = "b", ["service"] = "new", ["time_range"] = "1h", ["save_bundle_to"] = "s" }, bundle);

        var header = Encoding.UTF8.GetString(bundle.StagedFiles.Single(file => file.Path == "s/incident.yaml").Bytes.Span);
        Assert.Contains("service: new", header, StringComparison.Ordinal);
        Assert.Contains("2026-03-01T09:00:00Z", header, StringComparison.Ordinal);
    }

    private static ThreadWorkspace From(string name, params (string Path, string Text)[] more)
    {
        var folder = Path.Combine(ShippedBundlesTests.Tune(), name);
        return Workspaces.Open(
            ReadRoots.None, null,
            [
                .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "expected.yaml")
                    .Select(file => ($"evidence/{Path.GetRelativePath(folder, file)}", File.ReadAllBytes(file))),
                .. more.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text))),
            ]);
    }

    private static Task<ToolCallOutcome> CallAsync(JsonObject arguments, ThreadWorkspace workspace) =>
        Tool.InvokeAsync(JsonSerializer.SerializeToElement(arguments), Samples.Context(workspace), TestContext.Current.CancellationToken);

    private static async Task<JsonElement> SucceedAsync(JsonObject arguments, ThreadWorkspace workspace)
    {
        var outcome = await CallAsync(arguments, workspace);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        return outcome.Result;
    }

    private static async Task<string?> FailAsync(JsonObject arguments, ThreadWorkspace workspace)
    {
        var outcome = await CallAsync(arguments, workspace);
        Assert.False(outcome.Succeeded, outcome.Result.GetRawText());
        return outcome.Result.GetProperty("error").GetProperty("code").GetString();
    }
}
