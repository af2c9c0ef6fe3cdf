using Opsroom.Agents;
using Opsroom.Workflow.Routing;

namespace Opsroom.TrainRouting;

/// <summary>The labelled tasks that tune the classifier, as features. The measuring split is not among them.</summary>
internal sealed class TuningData
{
    /// <summary>How much of the target stays on the best label where others are acceptable too.</summary>
    private const float BestShare = 0.75f;

    public static string[] Agents { get; } = [.. BuiltInAgents.Roster.Agents.Select(agent => agent.Name)];

    public static List<Example> Read(string root, FeatureWeights weights)
    {
        var examples = new List<Example>();
        var extractor = new FeatureExtractor(ConceptLexicon.Load(), weights);
        var features = new FeatureBuffer();
        foreach (var file in RoutingFiles.Tuning(root))
        {
            var writer = Path.GetFileNameWithoutExtension(file);
            foreach (var task in LabelledTask.Read(File.ReadLines(file)))
            {
                extractor.Extract(task.Task, task.Context, features);
                examples.Add(new(features.Slots.ToArray(), features.Values.ToArray(), TargetOf(task), task, writer));
            }
        }

        return examples;
    }

    private static float[] TargetOf(LabelledTask task)
    {
        var target = new float[Agents.Length];
        foreach (var agent in task.Acceptable)
        {
            target[Array.IndexOf(Agents, agent)] += (1 - BestShare) / task.Acceptable.Length;
        }

        target[Array.IndexOf(Agents, task.Agent)] += BestShare;
        return target;
    }
}
