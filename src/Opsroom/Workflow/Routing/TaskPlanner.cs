using System.Runtime.InteropServices;
using System.Text.Json;

namespace Opsroom.Workflow.Routing;

/// <summary>Splits a task that holds several jobs. Pieces become jobs of their own only where each stands by itself and they go to different agents.</summary>
internal sealed class TaskPlanner(TaskClassifier classifier)
{
    public const int MostJobs = 8;
    private const int MostPieces = 24;

    /// <summary>How sure a piece must be of its agent to become a job: less where the task orders it with a word such as "then".</summary>
    private const double SureInOrder = 0.5;
    private const double SureBeside = 0.75;

    public List<JobDraft> Plan(string task, JsonElement? context, AgentField field)
    {
        var whole = field.Rank(task, context);
        var pieces = TaskPieces.Of(task, MostPieces);
        if (pieces.Count < 2)
        {
            return [new(task.Trim(), false, whole)];
        }

        var jobs = Group(task, context, field, pieces);
        if (jobs.Count == 1)
        {
            return [new(task.Trim(), false, whole)];
        }

        return jobs;
    }

    private List<JobDraft> Group(string task, JsonElement? context, AgentField field, List<TaskPiece> pieces)
    {
        var jobs = new List<JobDraft>();
        var start = pieces[0].Start;
        var end = pieces[0].End;
        var current = Judge(task, start, end, context, field);
        var after = false;
        foreach (var piece in pieces.Skip(1))
        {
            var next = Judge(task, piece.Start, piece.End, context, field);
            var sure = piece.InOrder ? SureInOrder : SureBeside;
            var apart = current.Stands && next.Stands && (piece.InOrder || next.HasObject) && next.Standing.Best != current.Standing.Best
                && next.Standing.Confidence >= sure && current.Standing.Confidence >= sure && jobs.Count < MostJobs - 1;
            if (apart)
            {
                jobs.Add(new(task[start..end].Trim(), after, current.Standing));
                (start, end, current, after) = (piece.Start, piece.End, next, piece.InOrder);
            }
            else
            {
                end = piece.End;
                if (!(current.Stands && next.Standing.Best == current.Standing.Best))
                {
                    current = Judge(task, start, end, context, field);
                }
            }
        }

        jobs.Add(new(task[start..end].Trim(), after, current.Standing));
        return jobs;
    }

    private Judged Judge(string task, int start, int end, JsonElement? context, AgentField field)
    {
        var text = task[start..end];
        var makeup = classifier.MakeupOf(text);
        return new(field.Rank(text, context), makeup.HasAction, makeup.HasObject);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Judged(Standing Standing, bool Stands, bool HasObject);
}

/// <summary>A job before it has its place in the plan.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobDraft(string Task, bool AfterPrevious, Standing Standing);
