using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Opsroom.Agents;
using Opsroom.Approvals;
using Opsroom.Models;
using Opsroom.Models.Playbooks;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Threads.Sqlite;
using Opsroom.Tools;
using Opsroom.Tools.Workspace;
using Opsroom.Workflow;
using Opsroom.Workflow.Reflection;
using Opsroom.Workflow.Running;
using Opsroom.Workflow.Streaming;

namespace Opsroom.TestKit.Workflow;

/// <summary>The whole brain over a real store in a folder of its own, with a scripted model and tools of the test's. It can be crashed and opened again.</summary>
public sealed class WorkflowFixture : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-workflow-");
    private readonly IReadOnlyList<(string, IChatClient)> models;
    private readonly IReadOnlyList<object> toolSets;
    private readonly TimeProvider clock;
    private readonly Func<IStore, IStore> wrap;
    private readonly ILoggerFactory loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new TestLog()));

    private WorkflowFixture(IReadOnlyList<(string, IChatClient)> models, IReadOnlyList<object> toolSets, TimeProvider clock, Func<IStore, IStore> wrap) =>
        (this.models, this.toolSets, this.clock, this.wrap) = (models, toolSets, clock, wrap);

    public RunOptions Options { get; } = new();

    /// <summary>Folders that tools may read, from the next opening on.</summary>
    public ReadRoots ReadRoots { get; set; } = ReadRoots.None;

    public IStore Store { get; private set; } = null!;

    public ThreadFeeds Feeds { get; private set; } = null!;

    public LocalRunOwner Owner { get; private set; } = null!;

    public RunResults Results { get; private set; } = null!;

    public static async Task<WorkflowFixture> OpenAsync(
        IChatClient? model = null, IReadOnlyList<object>? toolSets = null, TimeProvider? clock = null, Func<IStore, IStore>? wrap = null)
    {
        var fixture = new WorkflowFixture(
            model is null ? [] : [("scripted", model)], toolSets ?? [], clock ?? TimeProvider.System, wrap ?? (store => store));
        await fixture.StartAsync();
        return fixture;
    }

    /// <summary>Puts a policy in force from the next opening on.</summary>
    public void WritePolicy(string yaml) => File.WriteAllText(Path.Combine(folder.FullName, "policy.yaml"), yaml);

    /// <summary>Ends the owner where it is, as a crash would, and opens another one on the same store.</summary>
    public async Task CrashAndReopenAsync(CancellationToken cancellationToken)
    {
        await Owner.DisposeAsync();
        await Store.DisposeAsync();
        await StartAsync();
        await Owner.ResumeAsync(cancellationToken);
    }

    /// <summary>Starts a run in a thread and waits until it rests.</summary>
    public async Task<RunState> RunAsync(string task, string? agent, string? thread, CancellationToken cancellationToken)
    {
        var key = new ThreadKey(ThreadKey.DefaultTenant, thread is null ? ThreadId.New() : ThreadId.Parse(thread));
        var started = (StartOutcome.Started)await StartAsync(key, task, agent, cancellationToken);
        return await Owner.WaitForRestAsync(key, started.RunId, cancellationToken);
    }

    public Task<StartOutcome> StartAsync(ThreadKey key, string task, string? agent, CancellationToken cancellationToken) =>
        Owner.StartAsync(new StartRun(key, false, task, agent, null, null, null, Principal.Local, null), cancellationToken);

    /// <summary>The journal of a thread, decoded.</summary>
    public async Task<IReadOnlyList<ThreadEvent>> JournalAsync(string thread, CancellationToken cancellationToken)
    {
        var events = new List<ThreadEvent>();
        foreach (var stored in await Store.ReadAsync(Key(thread), 0, int.MaxValue, cancellationToken))
        {
            events.Add(await EventCodec.DecodeAsync(stored, Store, cancellationToken));
        }

        return events;
    }

    public static ThreadKey Key(string thread) => new(ThreadKey.DefaultTenant, ThreadId.Parse(thread));

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        await Store.DisposeAsync();
        loggers.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        Store = wrap(new SqliteStore(new SqliteStoreOptions { DataDirectory = folder.FullName }, clock));
        await Store.InitializeAsync(CancellationToken.None);
        Feeds = new ThreadFeeds(Store);
        var agents = new AgentCatalog();
        var key = new byte[DataKey.Length];
        var policy = new PolicySource(Path.Combine(folder.FullName, "policy.yaml"), isNamed: false);
        policy.Load();
        var tools = new ToolCatalog([new WorkspaceTools(), .. toolSets], loggers.CreateLogger<ToolCatalog>());
        var catalog = new ModelCatalog(new ModelOptions { Retries = 0 }, models, [new EchoPlaybook()], clock);
        var caller = new ModelCaller(catalog, clock, loggers.CreateLogger<ModelCaller>());
        Owner = new LocalRunOwner(
            new WorkflowParts(
                Store, agents, tools, caller, new FixedRouter(), new EvidenceReflector(tools), new Redactor(key, []), ReadRoots,
                new PolicyGate(policy, Store), new CallBinding(key), new ValueSealer(key), clock, loggers),
            Feeds, () => Options);
        Results = new RunResults(tools);
    }

    /// <summary>Writes the task into a file and says so.</summary>
    private sealed class EchoPlaybook : Playbook
    {
        public override string Agent => "harness_expert";

        public override PlaybookTurn Next(PlaybookSituation situation) => situation.Exchanges.IsEmpty
            ? new PlaybookTurn.CallTools("", [new PlannedCall("workspace_write", new { Path = "echo.txt", Content = situation.Brief.Task })])
            : new PlaybookTurn.Answer($"Wrote {situation.Brief.Task}");
    }
}
