using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Opsroom.Agents;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// The agents a decision is made among. Those of the org chart are ranked by the classifier; those that the operator added, of which no
/// classifier has heard, by how much of their name and description stands in the task.
/// </summary>
internal sealed class AgentField
{
    private readonly TaskClassifier _classifier;
    private readonly int[] _classOf;
    private readonly ImmutableArray<AddedAgent?> _added;

    private AgentField(TaskClassifier classifier, ImmutableArray<AgentDefinition> agents)
    {
        _classifier = classifier;
        Agents = agents;
        _classOf = [.. agents.Select(agent => classifier.IndexOf(agent.Name))];
        _added = [.. agents.Select((agent, i) => _classOf[i] < 0 ? AddedAgent.Of(agent, classifier) : null)];
    }

    public ImmutableArray<AgentDefinition> Agents { get; }

    public static AgentField For(TaskClassifier classifier, ImmutableArray<AgentDefinition> agents) => new(classifier, agents);

    public Standing Rank(string task, JsonElement? context) => Rank(task, _classifier.Classify(task, context));

    /// <summary>Ranks by given probabilities of the classifier's agents.</summary>
    public Standing Rank(string task, float[] probabilities)
    {
        Span<double> shares = stackalloc double[Agents.Length];
        double known = 0, left = 1;
        for (var i = 0; i < shares.Length; i++)
        {
            if (_classOf[i] >= 0)
            {
                shares[i] = probabilities[_classOf[i]];
                known += shares[i];
            }
            else
            {
                shares[i] = _added[i]!.Likeness(task);
                left *= 1 - shares[i];
            }
        }

        var best = 0;
        var second = -1;
        double sum = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            if (_classOf[i] >= 0)
            {
                shares[i] = known > 0 ? shares[i] / known * left : 0;
            }

            sum += shares[i];
            if (i > 0 && shares[i] > shares[best])
            {
                second = best;
                best = i;
            }
            else if (i > 0 && (second < 0 || shares[i] > shares[second]))
            {
                second = i;
            }
        }

        return new(best, second < 0 ? null : second, sum > 0 ? shares[best] / sum : 1);
    }

    /// <summary>What spoke for the best rather than the second, strongest first.</summary>
    public IReadOnlyList<string> Explain(string task, JsonElement? context, Standing standing)
    {
        if (_added[standing.Best] is { } added)
        {
            return added.Shared(task);
        }

        var second = standing.Second is { } index && _classOf[index] >= 0 ? Agents[index].Name : _classifier.Agents.First(name => name != Agents[standing.Best].Name);
        return _classifier.Explain(task, context, Agents[standing.Best].Name, second);
    }
}

/// <summary>How a ranking ended: indices into the agents of the field.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Standing(int Best, int? Second, double Confidence);
