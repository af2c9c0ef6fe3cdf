using System.Text.Json;
using Opsroom.Approvals;
using Opsroom.Knowledge;
using Opsroom.Telemetry;
using Opsroom.Tools;
using Opsroom.Tools.Alertmanager;
using Opsroom.Tools.CodeGeneration;
using Opsroom.Tools.Databases;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Bundles.Signing;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Logs;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Templates;
using Opsroom.Tools.Templates.Catalogue;
using Opsroom.Tools.Testing;
using Opsroom.Tools.WebSearch;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools;

/// <summary>Short ways to a tool of <see cref="SampleTools"/> and a call of it.</summary>
internal static class Samples
{
    public static ToolCatalog Catalog { get; } = new([new SampleTools()]);

    /// <summary>The product's own tools, with nothing configured.</summary>
    public static IReadOnlyList<object> BuiltIn() =>
    [
        .. BuiltInTools.Create(
            new HarnessOptions(), new KubernetesOptions(), new PrometheusOptions(), new AlertmanagerOptions(), new LogBackends(), new DeploymentOptions(), new TavilyOptions(),
            new KnowledgeBase(), new(() => new BundleSafe(new BundleKey(new byte[32]), new Redactor(new byte[32], []))), PolicyText.Read("rules: []").Policy!,
            TimeProvider.System),
        .. CodeGenerationToolSets.Create(),
        .. DatabasesToolSets.Create(new DatabaseOptions(), TimeProvider.System),
        .. TemplatesToolSets.Create(new HarnessOptions(), new TemplateOptions(), TimeProvider.System),
        .. TestingToolSets.Create(new TestingOptions { Bubblewrap = "/nowhere/bwrap" }, TimeProvider.System),
    ];

    public static Tool Tool(string name) => Catalog.Find(name)!;

    public static JsonElement Json(string text) => JsonElement.Parse(text);

    public static ToolContext Context(IWorkspace? workspace = null, Action<ToolProgress>? progress = null) =>
        new("call-1", "direct", workspace ?? new SampleWorkspace([]), progress ?? (_ => { }));

    public static Task<ToolCallOutcome> CallAsync(string tool, string arguments, ToolContext? context = null) =>
        Tool(tool).InvokeAsync(Json(arguments), context ?? Context(), TestContext.Current.CancellationToken);
}

internal sealed class SampleWorkspace(Dictionary<string, byte[]> files) : IWorkspace
{
    public IReadOnlyList<WorkspaceFile> List() => [];

    public Task<ToolResult<FileContent>> ReadAsync(string path, CancellationToken cancellationToken) => Task.FromResult<ToolResult<FileContent>>(
        files.TryGetValue(path, out var bytes) ? new FileContent(path, "text/plain", bytes) : ToolFailure.NotFound($"No file '{path}'."));

    public ToolResult<WorkspaceFile> Write(string path, string mediaType, ReadOnlyMemory<byte> content) => ToolFailure.InvalidArgument("Read only.");
}
