using System.Runtime.InteropServices;
using System.Text.Json;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// Splits a task that holds several jobs. A piece becomes a job of its own only where it and what stands before it each ask for something by
/// themselves and go to different agents; everything else stays with the job it belongs to.
/// </summary>
internal sealed class TaskPlanner(TaskClassifier classifier)
{
    public const int MostJobs = 8;
    private const int MostPieces = 24;

    /// <summary>How sure a piece must be of its agent to become a job: less where a word such as "then" orders it.</summary>
    private const double SureInOrder = 0.45;
    private const double SureBeside = 0.7;

    public List<JobDraft> Plan(string task, JsonElement? context, AgentField field)
    {
        var pieces = TaskPieces.Of(task, MostPieces);
        if (pieces.Count > 1)
        {
            var jobs = Group(task, pieces, context, field);
            if (jobs.Count > 1)
            {
                return jobs;
            }
        }

        return [new(task.Trim(), false, field.Rank(task, context))];
    }

    private List<JobDraft> Group(string task, List<TaskPiece> pieces, JsonElement? context, AgentField field)
    {
        var jobs = new List<JobDraft>();
        var current = Judge(task, pieces[0], context, field);
        var after = false;
        for (var i = 1; i < pieces.Count; i++)
        {
            var next = Judge(task, pieces[i], context, field);
            if (jobs.Count < MostJobs - 1 && AreApart(current, next))
            {
                jobs.Add(new(TextOf(task, current.Piece), after, current.Standing));
                current = next;
                after = next.Piece.InOrder || next.Makeup.HasFlag(Makeup.Refers);
            }
            else
            {
                var joined = current.Piece with { End = next.Piece.End, AfterColon = next.Piece.AfterColon };

                // what asks for nothing by itself, or goes to the same agent, does not change who has a job that is complete
                var stays = current.IsComplete && (!next.Stands || next.Standing.Best == current.Standing.Best);
                current = stays ? current with { Piece = joined, Makeup = current.Makeup | next.Makeup } : Judge(task, joined, context, field);
            }
        }

        jobs.Add(new(TextOf(task, current.Piece), after, current.Standing));
        return jobs;
    }

    private static bool AreApart(Judged current, Judged next)
    {
        var order = next.Piece.InOrder;
        var sure = order ? SureInOrder : SureBeside;
        if (!current.Stands || !next.Stands || next.Standing.Best == current.Standing.Best || next.Standing.Confidence < sure || current.Standing.Confidence < sure)
        {
            return false;
        }

        // "a pipeline with: build, test, deploy" and "a pipeline that builds, then deploys" describe one thing
        if (next.Piece.AfterColon && current.Makeup.HasFlag(Makeup.Object) && current.Piece.Start < next.Piece.Start)
        {
            return false;
        }

        return next.Makeup.HasFlag(Makeup.Object | (order ? Makeup.None : Makeup.Asks)) || (order && !current.Makeup.HasFlag(Makeup.Relative));
    }

    private static string TextOf(string task, TaskPiece piece) => task[piece.Start..piece.End].Trim(' ', '\n', '\r', '\t', ',', ';', '-', '*', '•');

    private Judged Judge(string task, TaskPiece piece, JsonElement? context, AgentField field)
    {
        var text = task[piece.Start..piece.End];
        return new(piece, field.Rank(text, context), classifier.MakeupOf(text));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Judged(TaskPiece Piece, Standing Standing, Makeup Makeup)
    {
        /// <summary>Whether it asks for something by itself.</summary>
        public bool Stands => Makeup.HasFlag(Makeup.Action);

        /// <summary>Whether it also says what it is about.</summary>
        public bool IsComplete => Makeup.HasFlag(Makeup.Action | Makeup.Object);
    }
}

/// <summary>A job before it has its place in the plan.</summary>
/// <param name="AfterPrevious">Whether it needs the results of what stands before it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobDraft(string Task, bool AfterPrevious, Standing Standing);

/// <summary>What a piece of a task is made of.</summary>
[Flags]
internal enum Makeup : byte
{
    None = 0,

    /// <summary>Something to be done.</summary>
    Action = 1,

    /// <summary>Something that work is done on.</summary>
    Object = 2,

    /// <summary>A word such as "that" or "which" after an object.</summary>
    Relative = 4,

    /// <summary>Something else that the lexicon knows.</summary>
    Other = 8,

    /// <summary>Its first or last word of meaning is something to be done, as in a request.</summary>
    Asks = 16,

    /// <summary>A word such as "it" or "this": it needs what stands before.</summary>
    Refers = 32,
}
