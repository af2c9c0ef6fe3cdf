using System.Text.Json;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Models;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Harness.Api;

namespace Opsroom.Tests.Tools.Harness.Api;

/// <summary>The tools that talk to Harness, a fake Harness for them, and short ways to plan, make and verify a call.</summary>
internal sealed class HarnessWork : IAsyncDisposable
{
    private HarnessWork(FakeHarness harness, HarnessOptions options) =>
        (Harness, Tools) = (harness, new ToolCatalog(HarnessApi.CreateTools(options, Time)));

    public FakeHarness Harness { get; }

    public ToolCatalog Tools { get; }

    /// <summary>Waits pass at once; the time that a request may take does not.</summary>
    public SkippingTimeProvider Time { get; } = new() { LongestSkip = TimeSpan.FromSeconds(25) };

    public FilesInMemory Files { get; } = new();

    public List<ToolProgress> Progress { get; } = [];

    public static async Task<HarnessWork> StartAsync(Action<HarnessOptions>? change = null)
    {
        var harness = await FakeHarness.StartNewAsync(TestContext.Current.CancellationToken);
        var options = harness.Options;
        change?.Invoke(options);
        return new HarnessWork(harness, options);
    }

    /// <summary>A pipeline of two stages that deploys to the given environments.</summary>
    public static string PipelineYaml(string identifier, string image = "acme/checkout:1", params ReadOnlySpan<string> environments)
    {
        var yaml = $"""
            pipeline:
              name: {identifier.Replace('_', ' ')}
              identifier: {identifier}
              orgIdentifier: default
              projectIdentifier: shop
              variables:
                - name: image_tag
                  type: String
                  value: <+input>
                - name: replicas
                  type: Number
                  value: 2
              stages:
                - stage:
                    name: Build
                    identifier: Build
                    type: CI
                    spec:
                      image: {image}

            """;
        foreach (var environment in environments)
        {
            yaml += $"""
                    - stage:
                        name: Deploy {environment}
                        identifier: Deploy_{(environment.StartsWith('<') ? "input" : environment)}
                        type: Deployment
                        spec:
                          environment:
                            environmentRef: {environment}

                """;
        }

        return yaml.ReplaceLineEndings("\n");
    }

    public Task<ToolCallOutcome> CallAsync(string tool, object arguments, ChangeInHand? change = null) =>
        Tools.Find(tool)!.InvokeAsync(JsonSerializer.SerializeToElement(arguments), Context(change), TestContext.Current.CancellationToken);

    public Task<PlannedChange> PlanAsync(string tool, object arguments) =>
        Tools.Find(tool)!.PlanAsync(JsonSerializer.SerializeToElement(arguments), Context(null), TestContext.Current.CancellationToken);

    public Task<Verification> VerifyAsync(string tool, object arguments, ChangeInHand change) =>
        Tools.Find(tool)!.VerifyAsync(JsonSerializer.SerializeToElement(arguments), Context(change), TestContext.Current.CancellationToken);

    /// <summary>Plans a call and makes it as it was planned, as an approved one is.</summary>
    public async Task<(ChangePlan Plan, ChangeInHand Change, ToolCallOutcome Outcome)> ChangeAsync(string tool, object arguments, string key = "key-1")
    {
        var planned = await PlanAsync(tool, arguments);
        Assert.True(planned.Plan is not null, planned.Failure?.Message);
        var change = new ChangeInHand(key, planned.Plan.IntentVersion, 1);
        return (planned.Plan, change, await CallAsync(tool, arguments, change));
    }

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    private ToolContext Context(ChangeInHand? change) => new("call-1", "harness_expert", Files, Progress.Add) { Change = change };
}

/// <summary>Reads what calls came to.</summary>
internal static class Outcomes
{
    public static string CodeOf(this ToolCallOutcome outcome) => outcome.Result.GetProperty("error").GetProperty("code").GetString()!;

    public static string MessageOf(this ToolCallOutcome outcome) => outcome.Result.GetProperty("error").GetProperty("message").GetString()!;

    public static string? SettingOf(this ToolCallOutcome outcome) => outcome.Result.GetProperty("error").TryGetProperty("setting", out var setting) ? setting.GetString() : null;

    public static string TextOf(this ToolCallOutcome outcome, string name)
    {
        Assert.True(outcome.Succeeded, outcome.Result.ToString());
        return outcome.Result.GetProperty(name).GetString()!;
    }
}
