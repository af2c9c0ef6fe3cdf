using System.Globalization;
using System.Text;
using Opsroom.Threads;

namespace Opsroom.Workflow;

/// <summary>
/// Keeps a model's window bounded however many runs a thread has had: once the excerpts of past runs outgrow a limit, the older half is replaced by a summary.
/// The summary is made from the journal alone, so that it is the same with and without a model.
/// </summary>
internal static class Compaction
{
    /// <summary>Characters of past runs shown in full before they are compacted (about 6,000 tokens).</summary>
    public const int PastLimit = 24_000;

    /// <summary>Characters of the summary itself.</summary>
    public const int SummaryLimit = 8_000;

    /// <summary>The event that is due, if one is.</summary>
    public static ContextCompacted? NextFor(ThreadState thread)
    {
        if (thread.Past.Count < 2 || thread.Past.Sum(SizeOf) <= PastLimit)
        {
            return null;
        }

        var covered = thread.Past.Count / 2;
        var through = thread.Past[covered - 1];
        return new ContextCompacted(through.RunId, thread.SummarizedRuns + covered, Summarize(thread, covered));
    }

    private static int SizeOf(PastRun run) => run.Task.Length + run.Message.Length + 200;

    private static string Summarize(ThreadState thread, int covered)
    {
        var lines = (thread.Summary ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("- ", StringComparison.Ordinal))
            .Concat(thread.Past.Take(covered).Select(Line)).ToList();
        var first = lines.Count;
        for (var length = 0; first > 0 && (length += lines[first - 1].Length + 1) <= SummaryLimit; first--)
        {
        }

        var summary = new StringBuilder();
        if (first > 0)
        {
            summary.Append(CultureInfo.InvariantCulture, $"({first} older runs are left out.)\n");
        }

        return summary.AppendJoin('\n', lines.Skip(first)).ToString();
    }

    private static string Line(PastRun run)
    {
        var files = run.Files.Length == 0 ? "" : $" Files: {string.Join(", ", run.Files.Take(5))}.";
        return $"- {OneLine(run.Task, 160)} → {run.Agent ?? "nobody"}, {run.Status.ToString().ToLowerInvariant()}: {OneLine(run.Message, 240)}{files}";
    }

    private static string OneLine(string text, int length)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= length ? line : string.Concat(line.AsSpan(0, length), "…");
    }
}
