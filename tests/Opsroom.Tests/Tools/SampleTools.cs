using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Opsroom.Tools;

namespace Opsroom.Tests.Tools;

internal enum Flavour
{
    [JsonStringEnumMemberName("blue-green")]
    BlueGreen,
    Rolling,
}

internal sealed record Stage([property: Description("Its name.")] string Name, string? Note, [Range(1, 60)] int Minutes = 10, bool Approval = false);

internal sealed record Echo(string Text, ImmutableArray<string> Lines, Flavour? Flavour = null, int? Number = null)
{
    public string? Remark { get; init; }
}

internal sealed class SampleTools
{
    [Tool("sample_everything", Effect.Write)]
    [Description("Takes one of each.")]
    [ToolExample("""{"name": "web", "flavour": "rolling", "environments": ["dev"], "config": {}}""")]
    public static ToolResult<Echo> Everything(
        [Description("A name."), StringLength(10, MinimumLength = 2), RegularExpression("[a-z-]+")] string name,
        [Description("How.")] Flavour flavour,
        [Description("Where."), MinLength(1)] IReadOnlyList<string> environments,
        [Description("Settings.")] JsonElement config,
        [Description("A port."), Range(1, 65535)] int port = 8080,
        [Description("A ratio."), Range(0.0, 1.0, MinimumIsExclusive = true)] double? ratio = null,
        [Description("Level."), AllowedValues("low", "high")] string? level = null,
        [Description("Stages.")] ImmutableArray<Stage> stages = default,
        [Description("Variables.")] IReadOnlyDictionary<string, string>? variables = null,
        [Description("Anything.")] JsonNode? anything = null,
        [Description("Whether.")] bool dryRun = false) =>
        new Echo(
            $"{name} {port} {ratio} {level} {dryRun} {config.GetRawText()} {anything?.ToJsonString()}",
            [.. environments, .. stages.Select(stage => $"{stage.Name}/{stage.Minutes}/{stage.Approval}/{stage.Note}"), .. variables?.Values ?? []],
            flavour,
            port);

    [Tool("sample_text", Effect.Read, Tainted = true, Egress = true, Supporting = true)]
    [Description("Takes text.")]
    [ToolExample("""{"yaml_content": "a: 1"}""")]
    public static async Task<ToolResult<Echo>> TextAsync([Description("A document.")] TextInput yaml, [Description("Another.")] TextInput? other, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return new Echo(yaml.Text, [yaml.Path ?? "inline", other?.Text ?? "none"]);
    }

    [Tool("sample_failure", Effect.Read)]
    [Description("Fails in the way asked for.")]
    [ToolExample("""{"how": "setting"}""")]
    public static Task<ToolResult<Echo>> FailAsync([Description("How.")] string how, ToolContext context, CancellationToken cancellationToken) => how switch
    {
        "setting" => Task.FromResult<ToolResult<Echo>>(ToolFailure.NotConfigured("Nothing is configured.", "SAMPLE_KEY")),
        "throw" => throw new FormatException("/etc/secret at line 3"),
        "timeout" => throw new TaskCanceledException("too long", new TimeoutException()),
        "wait" => WaitAsync(context, cancellationToken),
        _ => Task.FromResult<ToolResult<Echo>>(new ToolFailure(FaultCodes.Unreachable, "Not there.")),
    };

    private static async Task<ToolResult<Echo>> WaitAsync(ToolContext context, CancellationToken cancellationToken)
    {
        context.Report(new ToolProgress("waiting"));
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return ToolFailure.NotFound("never");
    }
}
