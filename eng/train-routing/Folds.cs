using System.Globalization;
using Opsroom.Agents;

namespace Opsroom.TrainRouting;

/// <summary>Cross validation: on random fifths, and on writers that the training has not seen.</summary>
internal sealed class Folds(List<Example> examples, LinearTrainer trainer)
{
    private const int Fifths = 5;

    /// <summary>Held-out scores of every example from the random fifths: what temperature and thresholds are chosen by.</summary>
    public float[][] HeldOutScores { get; } = new float[examples.Count][];

    public void Run(TextWriter report, string? mistakes)
    {
        var writers = examples.Select(example => example.Writer).Distinct(StringComparer.Ordinal).ToArray();
        var lines = new string[Fifths + writers.Length];
        var rights = new bool[examples.Count];
        Parallel.For(0, lines.Length, fold =>
        {
            var isFifth = fold < Fifths;
            var held = Enumerable.Range(0, examples.Count).Where(i => isFifth ? FifthOf(i) == fold : examples[i].Writer == writers[fold - Fifths]).ToArray();
            if (held.Length == examples.Count)
            {
                return;
            }

            var weights = trainer.Train([.. examples.Where((_, i) => isFifth ? FifthOf(i) != fold : examples[i].Writer != writers[fold - Fifths])]);
            var tally = new Tally();
            foreach (var i in held)
            {
                var scores = new float[TuningData.Agents.Length];
                trainer.Probabilities(weights, examples[i], 1, scores);
                rights[i] |= isFifth & tally.Count(examples[i], scores);
                if (isFifth)
                {
                    HeldOutScores[i] = scores;
                }
            }

            lines[fold] = tally.ToString(isFifth ? $"fifth {fold + 1}" : $"unseen {writers[fold - Fifths]}");
        });

        var whole = new Tally();
        for (var i = 0; i < examples.Count; i++)
        {
            whole.Count(examples[i], HeldOutScores[i]);
        }

        foreach (var line in lines.Where((line, i) => i >= Fifths && line is not null).Append(whole.ToString("all fifths")))
        {
            report.WriteLine(line);
        }

        if (mistakes is not null)
        {
            WriteMistakes(mistakes);
        }
    }

    private static int FifthOf(int index) => (int)((uint)(index * 2654435761u) >> 8) % Fifths;

    private void WriteMistakes(string path)
    {
        using var file = new StreamWriter(path);
        for (var i = 0; i < examples.Count; i++)
        {
            var scores = HeldOutScores[i];
            var best = Array.IndexOf(scores, scores.Max());
            if (!examples[i].Task.Acceptable.Contains(TuningData.Agents[best], StringComparer.Ordinal))
            {
                file.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{examples[i].Task.Agent} -> {TuningData.Agents[best]} {scores[best]:0.00}\t{examples[i].Task.Task.ReplaceLineEndings("⏎")}\t{examples[i].Task.Context}"));
            }
        }
    }

    private sealed class Tally
    {
        private int _tasks;
        private int _teams;
        private int _agents;

        public bool Count(Example example, float[] scores)
        {
            var predicted = TuningData.Agents[Array.IndexOf(scores, scores.Max())];
            var team = TeamOf(predicted);
            var right = example.Task.Acceptable.Contains(predicted, StringComparer.Ordinal);
            _tasks++;
            _teams += example.Task.Acceptable.Any(agent => TeamOf(agent) == team) ? 1 : 0;
            _agents += right ? 1 : 0;
            return right;
        }

        private static string TeamOf(string agent) => BuiltInAgents.Roster.Find(agent)!.Team;

        public string ToString(string name) => string.Create(
            CultureInfo.InvariantCulture, $"{name,-24} {_tasks,5} tasks  team {100.0 * _teams / _tasks:0.00} %  agent {100.0 * _agents / _tasks:0.00} %");
    }
}
