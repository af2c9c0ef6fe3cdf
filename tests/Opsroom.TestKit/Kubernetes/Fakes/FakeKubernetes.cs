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

namespace Opsroom.TestKit.Kubernetes.Fakes;

/// <summary>
/// An API server on loopback for what the real one of <see cref="KubernetesCluster"/> cannot show: logs, newer API versions, and failures on demand. It keeps objects,
/// resource versions, preconditions and field managers as the real one does, but it does not check what is in an object, fills nothing in and has no controllers; and
/// what an apply leaves out that an earlier one set stays.
/// </summary>
public sealed partial class FakeKubernetes : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly FakeObjects objects;
    private readonly TimeProvider time;
    private readonly ConcurrentQueue<FakeKubernetesRequest> requests = new();
    private ImmutableList<FakeKubernetesFault> faults = [];
    private ImmutableArray<FakeKind> kinds = FakeKinds.All;
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeKubernetes(TimeProvider time)
    {
        this.time = time;
        objects = new FakeObjects(time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.Run(ReceiveAsync);
    }

    public Uri Address => new(app.Urls.First());

    /// <summary>The token that it accepts.</summary>
    public string Token { get; } = "token-" + Guid.NewGuid().ToString("N");

    /// <summary>Who the token belongs to.</summary>
    public string User { get; } = "system:serviceaccount:opsroom:opsroom";

    /// <summary>A kubeconfig whose only context, <c>fake</c>, leads here.</summary>
    public string Kubeconfig => $$"""
        apiVersion: v1
        kind: Config
        current-context: fake
        clusters:
        - name: fake
          cluster: {server: '{{Address.GetLeftPart(UriPartial.Authority)}}'}
        users:
        - name: fake
          user: {token: {{Token}}}
        contexts:
        - name: fake
          context: {cluster: fake, user: fake}

        """;

    /// <summary>Every request so far, in order, refused ones too.</summary>
    public IReadOnlyList<FakeKubernetesRequest> Requests => [.. requests];

    /// <summary>The requests that would have changed something: no dry runs and no questions about access.</summary>
    public IReadOnlyList<FakeKubernetesRequest> Writes => [.. requests.Where(each => each.IsWrite)];

    public static async Task<FakeKubernetes> StartNewAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var fake = new FakeKubernetes(time);
        await fake.app.StartAsync(cancellationToken);
        return fake;
    }

    /// <summary>Puts the objects of a file in place, as another client would; a kind that it does not know becomes a custom resource.</summary>
    public void Load(string yaml)
    {
        lock (gate)
        {
            foreach (var made in ObjectYaml.Read(yaml))
            {
                objects.Put(KindOf(made), made);
            }
        }
    }

    /// <summary>Answers requests otherwise than it would.</summary>
    public void Fail(FakeKubernetesFault fault)
    {
        lock (gate)
        {
            faults = faults.Add(fault);
        }
    }

    /// <summary>Answers everything as usual again.</summary>
    public void Recover()
    {
        lock (gate)
        {
            faults = [];
        }
    }

    /// <summary>No longer serves a group and version, such as <c>policy/v1</c>, or serves its kinds in an older one instead.</summary>
    public void Withdraw(string version, string? older = null)
    {
        lock (gate)
        {
            kinds = [.. kinds.Where(kind => older is not null || kind.Version != version).Select(kind => kind.Version == version ? kind with { Version = older! } : kind)];
        }
    }

    /// <summary>The object as it is, read as a client would; null where there is none.</summary>
    public JsonObject? Find(string kind, string? scope, string name)
    {
        lock (gate)
        {
            return objects.Find(kinds.First(each => each.Kind == kind), scope, name) is { } found ? JsonNode.Parse(found.ToJsonString())!.AsObject() : null;
        }
    }

    /// <summary>Changes an object as another client or a controller would.</summary>
    public void Change(string kind, string? scope, string name, Action<JsonObject> change)
    {
        lock (gate)
        {
            var found = kinds.First(each => each.Kind == kind);
            var state = objects.Find(found, scope, name)!.DeepClone().AsObject();
            change(state);
            objects.Put(found, state);
        }
    }

    /// <summary>Completes when there were that many requests.</summary>
    public async Task WaitForRequestsAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (requests.Count >= count)
                {
                    return;
                }

                next = arrived.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new FakeKubernetesRequest(
            context.Request.Method, context.Request.Path.Value!, context.Request.Query.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.Ordinal),
            context.Request.ContentType ?? "", await reader.ReadToEndAsync(context.RequestAborted));
        FakeKubernetesFault? fault;
        lock (gate)
        {
            requests.Enqueue(request);
            arrived.TrySetResult();
            arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
            fault = faults.Find(each => each.When(request));
            if (fault is { IsOnce: true })
            {
                faults = faults.Remove(fault);
            }
        }

        if (fault is { Until: { } until })
        {
            await until.WaitAsync(context.RequestAborted);
        }

        if (fault is { IsCut: true })
        {
            context.Abort();
            return;
        }

        try
        {
            if (context.Request.Headers.Authorization != $"Bearer {Token}")
            {
                throw new FakeRefusedException(FakeRefusal.Unauthorized);
            }

            await (fault?.Refusal is { } refusal ? throw new FakeRefusedException(refusal) : AnswerAsync(context, request));
        }
        catch (FakeRefusedException refused)
        {
            context.Response.StatusCode = refused.Refusal.Code;
            if (refused.Refusal.RetryAfter is { } seconds)
            {
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            await WriteAsync(context, refused.Refusal.ToStatus());
        }
    }

    private static async Task WriteAsync(HttpContext context, JsonNode body)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private FakeKind KindOf(JsonObject made)
    {
        var (version, name) = ((string)made["apiVersion"]!, (string)made["kind"]!);
        var known = kinds.FirstOrDefault(kind => kind.Version == version && kind.Kind == name) ?? kinds.FirstOrDefault(kind => kind.Group == FakeKind.GroupOf(version) && kind.Kind == name);
        if (known is null)
        {
            known = new FakeKind(version, name, name.ToLowerInvariant() + "s", made["metadata"]!["namespace"] is not null, HasStatus: true, HasScale: false);
            kinds = kinds.Add(known);
        }

        return known;
    }
}

/// <summary>A request as it came over the wire.</summary>
public sealed record FakeKubernetesRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, string ContentType, string Body)
{
    public bool IsDryRun => Query.GetValueOrDefault("dryRun") == "All" || Method == "DELETE" && Body.Contains("\"dryRun\":[\"All\"]", StringComparison.Ordinal);

    public bool IsWrite => Method is "POST" or "PUT" or "PATCH" or "DELETE" && !IsDryRun && !Path.StartsWith("/apis/authorization.k8s.io/", StringComparison.Ordinal);
}

/// <summary>How some requests are answered otherwise.</summary>
/// <param name="When">Which ones.</param>
public sealed record FakeKubernetesFault(Predicate<FakeKubernetesRequest> When)
{
    /// <summary>What they are answered with; as usual where it is null.</summary>
    public FakeRefusal? Refusal { get; init; }

    /// <summary>What they wait for before that.</summary>
    public Task? Until { get; init; }

    /// <summary>Whether the connection is cut instead of an answer.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether only the first of them meets it.</summary>
    public bool IsOnce { get; init; }
}
