using System.Text.Json;
using Opsroom.TestKit.Models;

namespace Opsroom.TestKit.Proofs;

/// <summary>
/// A model's part in a long run: many turns with calls side by side that write and read files, a plan of three jobs of which two go side by side,
/// and a reflection that sends an agent back once. Every answer follows from the request alone.
/// </summary>
/// <param name="slowFiles">A folder with a <see cref="SlowFile"/> for each of <see cref="SlowFiles"/>.</param>
public sealed class LongScript(string slowFiles)
{
    private static readonly Job[] Jobs =
    [
        new("alone", DirectAgent, Turns: 20, MakesPipelines: true, IsSentBack: true),
        new("north", "harness_expert", Turns: 8, MakesPipelines: true, IsSentBack: true),
        new("south", "testing_agent", Turns: 7, MakesPipelines: false, IsSentBack: false),
        new("last", "deployment_agent", Turns: 6, MakesPipelines: false, IsSentBack: false),
    ];

    public const string DirectAgent = "harness_expert";

    /// <summary>The task of a direct run.</summary>
    public const string DirectTask = "[alone] Write down, step by step, how the service gets to production.";

    /// <summary>A task that becomes three jobs.</summary>
    public const string RoutedTask = "[whole] Make a pipeline, write its tests beside that, then deploy with both.";

    /// <summary>A file that has to be handed in before either run: its parts are too large to stand in an event.</summary>
    public const string LargeFile = "inbox/large.txt";

    /// <summary>Files outside the workspace that agents read, each used by one job at a time.</summary>
    public static IReadOnlyList<string> SlowFiles { get; } = [.. Jobs.Select(job => job.Name)];

    private const string Mended = "Numbered, as asked.";

    /// <summary>What <see cref="LargeFile"/> holds: lines that JSON makes longer.</summary>
    public static string LargeContent { get; } = string.Concat(Enumerable.Range(1, 6_000).Select(line => $"line {line} of a \"long\" log\n"));

    public FakeReply.Turn Answer(FakeRequest request)
    {
        var question = AskedQuestion.In(request);
        return question.Asker switch
        {
            Asker.Root => Say(Plan()),
            Asker.Supervisor => Say(Choice(JobOf(question))),
            Asker.Reflection => Say(Verdict(JobOf(question), question.Text)),
            Asker.Agent => Work(JobOf(question), question),
            _ => throw new InvalidOperationException($"Nobody answers {question.Asker}."),
        };
    }

    /// <summary>The job whose mark comes first: the question begins with it, and what others did is told after that.</summary>
    private static Job JobOf(AskedQuestion question) => Jobs.Where(job => question.Text.Contains(job.Mark, StringComparison.Ordinal))
        .MinBy(job => question.Text.IndexOf(job.Mark, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"No job is meant by: {question.Text}");

    private static string Plan() => Json(new
    {
        jobs = new object[]
        {
            new { task = "[north] Make the pipeline.", team = "infrastructure_supervisor", after = Array.Empty<int>() },
            new { task = "[south] Write the tests.", team = "development_supervisor", after = Array.Empty<int>() },
            new { task = "[last] Deploy with both.", team = "operations_supervisor", after = new[] { 1, 2 } },
        },
        reason = "Three things are asked for, and the last needs the others.",
        confidence = 0.9,
    });

    private static string Choice(Job job) => Json(new { agent = job.Agent, runner_up = job.Agent, reason = $"It is the work of {job.Agent}.", confidence = 0.8 });

    private static string Verdict(Job job, string text) => Json(new
    {
        quality = 0.9,
        completeness = 1.0,
        findings = Array.Empty<object>(),
        remediation = job.IsSentBack && !text.Contains(Mended, StringComparison.Ordinal) ? "Number the notes." : null,
    });

    private FakeReply.Turn Work(Job job, AskedQuestion question)
    {
        var isMending = question.Text.StartsWith("Your result was looked at", StringComparison.Ordinal);
        var step = isMending ? job.Turns + 1 + question.Turn : question.Turn;
        if (question.Turn >= (isMending ? 2 : job.Turns))
        {
            return FakeReply.Say("All notes ", $"of {job.Name} ", "are written. ", isMending ? Mended : "The pipeline stands.");
        }

        return FakeReply.Call([.. CallsOf(job, step)]) with { Pieces = [$"Step {step}: ", "first look, ", "then ", "write."] };
    }

    /// <summary>Every step writes files of its own. Only what an earlier step is sure to have written is read, and only the job's own folder is listed.</summary>
    private IEnumerable<FakeCall> CallsOf(Job job, int step)
    {
        yield return Write(job, step, "a", $"What {job.Name} did in step {step}.");
        switch (step % 4)
        {
            case 0:
                yield return Write(job, step, "b", string.Concat(Enumerable.Repeat("More about it. ", 40)));
                yield return Write(job, step, "c", $"ünïcode ✓ {step}");
                break;
            case 1:
                yield return Call("workspace_read", new { path = $"{job.Name}/{step - 1}-b.md" });
                yield return Call("workspace_read", new { path = LargeFile, offset = step, limit = 65_536 });
                break;
            case 2 when job.MakesPipelines:
                yield return Pipeline(job, step, "canary");
                yield return Pipeline(job, step, "rolling");
                break;
            case 2:
                yield return Write(job, step - 2, "b", $"Rewritten in step {step}.");
                break;
            default:
                yield return Call("workspace_read", new { path = Path.Combine(slowFiles, job.Name) });
                yield return Call("workspace_read", new { path = $"{job.Name}/no-such-file-{step}.md" });
                break;
        }
    }

    private static FakeCall Write(Job job, int step, string name, string content) =>
        Call("workspace_write", new { path = $"{job.Name}/{step}-{name}.md", content });

    private static FakeCall Pipeline(Job job, int step, string type) => Call(
        "create_pipeline",
        new { name = $"{job.Name} {type} {step}", pipeline_type = type, service = job.Name, environments = new[] { "dev", "staging", "prod" } });

    /// <summary>The same id for every call, as some servers give: ours keep them apart.</summary>
    private static FakeCall Call(string tool, object arguments) => new("toolu_1", tool, Json(arguments));

    private static FakeReply.Turn Say(string json) => FakeReply.Say(json[..(json.Length / 2)], json[(json.Length / 2)..]);

    private static string Json(object value) => JsonSerializer.Serialize(value);

    private sealed record Job(string Name, string Agent, int Turns, bool MakesPipelines, bool IsSentBack)
    {
        public string Mark => $"[{Name}]";
    }
}
