using Opsroom.Agents;

namespace Opsroom.Workflow.Routing;

/// <summary>An agent that the operator added: its domain words are those of its name and description.</summary>
internal sealed class AddedAgent
{
    private const double NameWord = 0.7;
    private const double DescriptionWord = 0.4;

    // a word that the lexicon knows is as likely meant for an agent of the org chart
    private const double KnownShare = 0.4;

    private const int LeastLength = 3;

    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "agent", "expert", "manager", "specialist", "helper", "bot", "and", "the", "for", "with", "that", "from", "into", "our", "your", "who", "which", "all", "any", "are", "can", "its",
        "this", "their", "them", "about", "other", "others", "knows", "know", "handles", "handle", "does", "makes", "make", "work", "works", "task", "tasks", "everything", "things", "when", "what",
    };

    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);

    private AddedAgent()
    {
    }

    public static AddedAgent Of(AgentDefinition agent, TaskClassifier classifier)
    {
        var added = new AddedAgent();
        added.Learn(agent.Description, DescriptionWord, classifier);
        added.Learn(agent.Name, NameWord, classifier);
        return added;
    }

    private void Learn(string text, double weight, TaskClassifier classifier)
    {
        foreach (var word in WordsOf(text))
        {
            if (!Empty.Contains(word))
            {
                _weights[word] = classifier.IsConcept(word) ? weight * KnownShare : weight;
            }
        }
    }

    /// <summary>0 to 1: how likely the task is meant for this agent, by the domain words that it shares with it.</summary>
    public double Likeness(string task)
    {
        double against = 1;
        foreach (var word in Shared(task))
        {
            against *= 1 - _weights[word];
        }

        return 1 - against;
    }

    public IReadOnlyList<string> Shared(string task)
    {
        var spoken = WordsOf(task);
        return [.. _weights.Keys.Where(word => spoken.Any(other => SameWord(word, other))).OrderByDescending(word => _weights[word]).ThenBy(word => word, StringComparer.Ordinal)];
    }

    // inflections share their stem
    private static bool SameWord(string one, string other)
    {
        var shared = Math.Min(one.Length, other.Length);
        return one == other || (shared >= 5 && Math.Abs(one.Length - other.Length) <= 3 && one.AsSpan(0, shared).SequenceEqual(other.AsSpan(0, shared)));
    }

    private static HashSet<string> WordsOf(string text)
    {
        var folded = new TaskText();
        folded.Read(text);
        var words = new HashSet<string>(StringComparer.Ordinal);
        var span = folded.Span;
        foreach (var range in span.Split(' '))
        {
            var word = span[range];
            if (word.Length >= LeastLength && word[0] != '#')
            {
                words.Add(word.ToString());
            }
        }

        return words;
    }
}
