using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Telemetry;
using Opsroom.Tools.Harness;

namespace Opsroom.TestKit.Harness;

/// <summary>
/// Harness's pipeline service on loopback: pipelines with versions, runs with stages and notes, the documented routes and envelopes, and the failures that the real
/// one has.
/// </summary>
public sealed partial class FakeHarness : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly Dictionary<string, FakePipeline> pipelines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeRun> runs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FakeHarnessRequest> requests = new();
    private readonly ConcurrentQueue<FakeHarnessFault> faults = new();
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeHarness()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.Use(ReceiveAsync);
        app.MapGet("/pipeline/api/pipelines/{identifier}", GetPipeline);
        app.MapPost("/pipeline/api/pipelines/v2", CreatePipeline);
        app.MapPut("/pipeline/api/pipelines/v2/{identifier}", UpdatePipeline);
        app.MapPost("/pipeline/api/pipelines/list", ListPipelines);
        app.MapPost("/pipeline/api/pipeline/execute/{identifier}", Execute);
        app.MapGet("/pipeline/api/pipelines/execution/v2/{execution}", GetRun);
        app.MapPost("/pipeline/api/pipelines/execution/summary", ListRuns);
        app.MapGet("/pipeline/api/pipelines/execution/{execution}/notes", GetNotes);
    }

    /// <summary>The API key it accepts.</summary>
    public string Token { get; } = "pat.acct-1." + Guid.NewGuid().ToString("N");

    public string Account { get; } = "acct-1";

    public string Org { get; } = "default";

    public string Project { get; } = "shop";

    public Uri Address => new(app.Urls.First());

    /// <summary>Every request so far, in order.</summary>
    public IReadOnlyList<FakeHarnessRequest> Requests => [.. requests];

    /// <summary>Requests that changed something or tried to: saves and executions, not the reads that Harness makes with POST.</summary>
    public IReadOnlyList<FakeHarnessRequest> Writes => [.. requests.Where(request => request.IsWrite)];

    /// <summary>Settings with which the tools reach it.</summary>
    public HarnessOptions Options => new()
    {
        ApiUrl = Address.ToString(),
        AccountId = Account,
        ApiToken = new Secret(Token),
        OrgIdentifier = Org,
        ProjectIdentifier = Project,
    };

    /// <summary>Whether it tells the versions of pipelines, and refuses writes that expect another one.</summary>
    public bool KnowsVersions { get; set; } = true;

    /// <summary>The name of a policy set that denies every save; null for none.</summary>
    public string? DenyingPolicy { get; set; }

    /// <summary>Happens once, just before the next save or execution is carried out: what somebody else does meanwhile.</summary>
    public Action? BeforeNextWrite { get; set; }

    /// <summary>What newly started runs go through, one state at each look; the last one stays.</summary>
    public ImmutableArray<string> StatesOfNewRuns { get; set; } = ["Running", "Success"];

    public static async Task<FakeHarness> StartNewAsync(CancellationToken cancellationToken)
    {
        var harness = new FakeHarness();
        await harness.app.StartAsync(cancellationToken);
        return harness;
    }

    /// <summary>What the next requests meet instead of their answer.</summary>
    public void Fail(params IEnumerable<FakeHarnessFault> next)
    {
        foreach (var fault in next)
        {
            faults.Enqueue(fault);
        }
    }

    /// <summary>The YAML of a pipeline, or null where there is none.</summary>
    public string? YamlOf(string identifier)
    {
        lock (gate)
        {
            return pipelines.GetValueOrDefault(identifier)?.Yaml;
        }
    }

    /// <summary>Puts a pipeline there, or another YAML into it, as somebody else does.</summary>
    public void Put(string yaml, FakeGit? git = null)
    {
        lock (gate)
        {
            var identifier = FakePipeline.IdentifierIn(yaml) ?? throw new ArgumentException("The YAML has no identifier.", nameof(yaml));
            pipelines[identifier] = new FakePipeline(identifier, yaml, (pipelines.GetValueOrDefault(identifier)?.Version ?? -1) + 1, git ?? pipelines.GetValueOrDefault(identifier)?.Git);
        }
    }

    /// <summary>Starts a run as somebody else does; answers its execution id.</summary>
    public string Run(string pipeline, params ImmutableArray<string> states)
    {
        lock (gate)
        {
            return AddRun(pipeline, "", "", states).Id;
        }
    }

    /// <summary>The runs of a pipeline, oldest first.</summary>
    public IReadOnlyList<FakeRun> RunsOf(string pipeline)
    {
        lock (gate)
        {
            return [.. runs.Values.Where(run => run.Pipeline == pipeline)];
        }
    }

    /// <summary>Completes as soon as the requests so far are what is waited for.</summary>
    public async Task WaitForAsync(Func<IReadOnlyList<FakeHarnessRequest>, bool> complete, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref arrived).Task;
            if (complete(Requests))
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context, RequestDelegate next)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new FakeHarnessRequest(
            context.Request.Method, context.Request.Path.ToString(), context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync(context.RequestAborted));
        context.Items[typeof(FakeHarnessRequest)] = request;
        requests.Enqueue(request);
        Interlocked.Exchange(ref arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        faults.TryDequeue(out var fault);
        if (fault is { After: false, Status: >= 0 })
        {
            await MeetAsync(context, fault);
            return;
        }

        if (RefusalOf(request) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        if (request.IsWrite && BeforeNextWrite is { } meanwhile)
        {
            BeforeNextWrite = null;
            meanwhile();
        }

        if (fault is not { After: true })
        {
            await next(context);
            return;
        }

        // the request is carried out, and its answer is lost
        var (lost, body) = (context.Response.Body, Stream.Null);
        context.Response.Body = body;
        await next(context);
        context.Response.Body = lost;
        context.Abort();
    }

    /// <summary>A wrong key, account, organization or project, and a body of another kind than the route takes.</summary>
    private IResult? RefusalOf(FakeHarnessRequest request) =>
        request.Headers.GetValueOrDefault("x-api-key") != Token ? Error(401, "INVALID_TOKEN", "Token is not valid.")
        : request.Query.GetValueOrDefault("accountIdentifier") != Account ? Error(400, "INVALID_REQUEST", "Invalid account.")
        : request.Query.GetValueOrDefault("orgIdentifier") != Org || request.Query.GetValueOrDefault("projectIdentifier") != Project
            ? Error(404, "RESOURCE_NOT_FOUND_EXCEPTION", "Project with the given identifier not found.")
        : request.Method != "GET" && !(request.Headers.GetValueOrDefault("Content-Type") ?? "").StartsWith(request.IsWrite ? "application/yaml" : "application/json", StringComparison.Ordinal)
            ? Error(415, "INVALID_REQUEST", "HTTP 415 Unsupported Media Type")
        : null;

    private static async Task MeetAsync(HttpContext context, FakeHarnessFault fault)
    {
        if (fault.Status == 0)
        {
            await Task.Delay(fault.Silence ?? TimeSpan.Zero, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Abort();
            return;
        }

        foreach (var (name, value) in fault.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await (fault.Body is { } body
            ? Results.Content(body, fault.MediaType, Encoding.UTF8, fault.Status)
            : Error(fault.Status, fault.Code, fault.Message)).ExecuteAsync(context);
    }

    private static IResult Success(JsonNode? data) => Envelope(200, new JsonObject
    {
        ["status"] = "SUCCESS",
        ["data"] = data,
        ["metaData"] = null,
        ["correlationId"] = "7b1f0b0e-correlation",
    });

    private static IResult Error(int status, string code, string message) => Envelope(status, new JsonObject
    {
        ["status"] = "ERROR",
        ["code"] = code,
        ["message"] = message,
        ["correlationId"] = "7b1f0b0e-correlation",
        ["detailedMessage"] = null,
        ["responseMessages"] = new JsonArray(new JsonObject { ["code"] = code, ["level"] = "ERROR", ["message"] = message }),
        ["metadata"] = null,
    });

    private static IResult Envelope(int status, JsonObject body) => Results.Content(body.ToJsonString(), "application/json", Encoding.UTF8, status);

    private static FakeHarnessRequest RequestOf(HttpContext context) => (FakeHarnessRequest)context.Items[typeof(FakeHarnessRequest)]!;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
