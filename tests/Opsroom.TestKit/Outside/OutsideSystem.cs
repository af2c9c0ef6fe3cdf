using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Opsroom.TestKit.Outside;

/// <summary>
/// A system outside, on loopback and in the test's own process, so that it outlives a server that is killed. It keeps named objects with versions, counts what reaches it
/// and what it does, and misbehaves when a test says so. Under <c>/objects</c> it refuses a wrong <c>If-Match</c> and makes each <c>Idempotency-Key</c>'s change once;
/// under <c>/blind</c> it does whatever arrives, as often as it arrives.
/// </summary>
public sealed partial class OutsideSystem : IAsyncDisposable
{
    /// <summary>The header in which a blind change may name itself; it is written down and means nothing.</summary>
    public const string CallHeader = "X-Call";

    private readonly Lock access = new();
    private readonly Dictionary<string, OutsideObject> objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> incarnations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> reached = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AppliedChange> byKey = new(StringComparer.Ordinal);
    private readonly List<AppliedChange> applied = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<OutsideFault>> faults = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource closing = new();
    private readonly WebApplication app;

    private OutsideSystem()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/objects/{name}", (string name) => Find(name) is { } found ? Results.Json(found) : Results.NotFound());
        app.MapGet("/changes/{key}", (string key) => ByKey(key) is { } made ? Results.Json(made) : Results.NotFound());
        app.MapGet("/log", () => Results.Json(Log));
        app.MapPost("/objects/{name}", (string name, OutsideChange change, HttpContext context) => ChangeAsync(name, change, context, guarded: true));
        app.MapPost("/blind/{name}", (string name, OutsideChange change, HttpContext context) => ChangeAsync(name, change, context, guarded: false));
    }

    public Uri Address => new(app.Urls.First());

    /// <summary>The lines that its log answers, written by whoever likes.</summary>
    public IReadOnlyList<string> Log { get; set; } = [];

    /// <summary>Awaited when a change has arrived, before anything is done with it.</summary>
    public Func<string, Task>? Arrived { get; set; }

    /// <summary>Awaited when a change was made, before it is answered.</summary>
    public Func<string, Task>? Made { get; set; }

    /// <summary>Every change that was made, in order.</summary>
    public IReadOnlyList<AppliedChange> Applied
    {
        get
        {
            lock (access)
            {
                return [.. applied];
            }
        }
    }

    public static async Task<OutsideSystem> StartNewAsync(CancellationToken cancellationToken)
    {
        var system = new OutsideSystem();
        await system.app.StartAsync(cancellationToken);
        return system;
    }

    /// <summary>Makes an object, or puts a new one in the place of an old one.</summary>
    public OutsideObject Put(string name, string value = "old")
    {
        lock (access)
        {
            var incarnation = incarnations[name] = incarnations.GetValueOrDefault(name) + 1;
            return objects[name] = new OutsideObject(name, $"{name}-{incarnation}", 1, value, "fine");
        }
    }

    public OutsideObject? Find(string name)
    {
        lock (access)
        {
            return objects.GetValueOrDefault(name);
        }
    }

    /// <summary>Somebody else deletes an object.</summary>
    public void Remove(string name)
    {
        lock (access)
        {
            objects.Remove(name);
        }
    }

    /// <summary>Somebody else changes an object.</summary>
    public void Drift(string name, string value)
    {
        lock (access)
        {
            objects[name] = objects[name] with { Value = value, Version = objects[name].Version + 1 };
        }
    }

    /// <summary>The system writes an object's status, which is nobody's change.</summary>
    public void Touch(string name, string status)
    {
        lock (access)
        {
            objects[name] = objects[name] with { Status = status };
        }
    }

    /// <summary>The next changes of an object meet these, one each.</summary>
    public void Meet(string name, params IEnumerable<OutsideFault> next)
    {
        foreach (var fault in next)
        {
            faults.GetOrAdd(name, _ => new ConcurrentQueue<OutsideFault>()).Enqueue(fault);
        }
    }

    /// <summary>How many requests to change an object arrived, whatever became of them.</summary>
    public long Reached(string name)
    {
        lock (access)
        {
            return reached.GetValueOrDefault(name);
        }
    }

    /// <summary>How often an object was really changed from outside.</summary>
    public int Count(string name) => Applied.Count(change => change.Name == name);

    /// <summary>How often the change of one call was really made.</summary>
    public int CountOf(string key) => Applied.Count(change => change.Key == key);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await app.DisposeAsync();
        closing.Dispose();
    }
}
