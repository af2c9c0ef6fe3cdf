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

    /// <summary>Ranks all agents for a task; the best is of <paramref name="team"/> where one is given.</summary>
    public Standing Rank(string task, JsonElement? context, string? team = null)
    {
        var probabilities = _classifier.Classify(task, context);
        Span<double> shares = stackalloc double[Agents.Length];
        double known = 0, left = 1;
        for (var i = 0; i < shares.Length; i++)
        {
            if (_added[i] is { } added)
            {
                shares[i] = added.Likeness(task);
                left *= 1 - shares[i];
            }
            else
            {
                shares[i] = probabilities[_classOf[i]];
                known += shares[i];
            }
        }

        double sum = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = _added[i] is not null ? shares[i] : known > 0 ? shares[i] / known * left : 0;
            sum += shares[i];
        }

        var best = MostOf(shares, except: -1, team);
        var second = MostOf(shares, best, team: null);
        return new(best, second < 0 ? null : second, sum > 0 ? shares[best] / sum : 1);
    }

    private int MostOf(ReadOnlySpan<double> shares, int except, string? team)
    {
        var most = -1;
        for (var i = 0; i < shares.Length; i++)
        {
            if (i != except && (team is null || Agents[i].Team == team) && (most < 0 || shares[i] > shares[most]))
            {
                most = i;
            }
        }

        return most;
    }

    /// <summary>What spoke for the best rather than the second, strongest first.</summary>
    public IReadOnlyList<string> Explain(string task, JsonElement? context, Standing standing)
    {
        if (_added[standing.Best] is { } added)
        {
            return added.Shared(task);
        }

        var best = Agents[standing.Best].Name;
        var second = standing.Second is { } index && _added[index] is null ? Agents[index].Name : _classifier.Agents.First(name => name != best);
        return _classifier.Explain(task, context, best, second);
    }
}

/// <summary>How a ranking ended: indices into the agents of the field.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Standing(int Best, int? Second, double Confidence);
