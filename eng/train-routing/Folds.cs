using System.Globalization;
using Opsroom.Agents;
using Opsroom.Workflow.Routing;

namespace Opsroom.TrainRouting;

/// <summary>Cross validation: on random fifths, and on writers that the training has not seen.</summary>
internal sealed class Folds(List<Example> examples, LinearTrainer trainer)
{
    private const int Fifths = 5;

    private readonly ConceptLexicon _lexicon = ConceptLexicon.Load();
    private readonly string[] _planned = new string[examples.Count];

    /// <summary>Held-out probabilities of every example from the random fifths: what temperature and thresholds are chosen by.</summary>
    public float[][] HeldOut { get; } = new float[examples.Count][];

    public void Run(TextWriter report)
    {
        var writers = examples.Select(example => example.Writer).Distinct(StringComparer.Ordinal).ToArray();
        var unseen = new string[writers.Length];
        Parallel.For(0, Fifths + writers.Length, fold =>
        {
            if (fold < Fifths)
            {
                RunFifth(fold);
            }
            else
            {
                unseen[fold - Fifths] = RunUnseen(writers[fold - Fifths]);
            }
        });

        var (alone, planned) = (new Tally("all fifths"), new Tally("all fifths, planned"));
        for (var i = 0; i < examples.Count; i++)
        {
            alone.Count(examples[i], BestOf(HeldOut[i]));
            planned.Count(examples[i], _planned[i]);
        }

        foreach (var line in unseen.Append(alone.ToString()).Append(planned.ToString()))
        {
            report.WriteLine(line);
        }
    }

    private void RunFifth(int fifth)
    {
        var weights = trainer.Train([.. examples.Where((_, i) => FifthOf(i) != fifth)]);
        var router = new OfflineRouter(new TaskClassifier(_lexicon, RoutingModel.Quantise("", TuningData.Agents, 1, weights)));
        for (var i = 0; i < examples.Count; i++)
        {
            if (FifthOf(i) == fifth)
            {
                HeldOut[i] = trainer.Probabilities(weights, examples[i]);
                _planned[i] = Predict(router, examples[i].Task);
            }
        }
    }

    private string RunUnseen(string writer)
    {
        var weights = trainer.Train([.. examples.Where(example => example.Writer != writer)]);
        var tally = new Tally($"unseen {writer}");
        foreach (var example in examples.Where(example => example.Writer == writer))
        {
            tally.Count(example, BestOf(trainer.Probabilities(weights, example)));
        }

        return tally.ToString();
    }

    private static string Predict(OfflineRouter router, LabelledTask task)
    {
        var agents = BuiltInAgents.Roster.Agents;
        var job = router.Plan(task.Task, task.Context, agents).Jobs[0];
        return router.ChooseAgent(job.Task, job.Team, task.Context, agents).Agent;
    }

    private static string BestOf(float[] probabilities) => TuningData.Agents[Array.IndexOf(probabilities, probabilities.Max())];

    private static int FifthOf(int index) => (int)((uint)(index * 2654435761u) >> 8) % Fifths;

    /// <summary>The held-out tasks that went to a wrong agent, most certain first.</summary>
    public void WriteMistakes(TextWriter file)
    {
        foreach (var i in Enumerable.Range(0, examples.Count).OrderByDescending(i => HeldOut[i].Max()))
        {
            var task = examples[i].Task;
            if (!task.Acceptable.Contains(_planned[i], StringComparer.Ordinal))
            {
                file.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{task.Agent} -> {_planned[i]} {HeldOut[i].Max():0.00}\t{task.Task.ReplaceLineEndings("⏎")}\t{task.Context}"));
            }
        }
    }

    private sealed class Tally(string name)
    {
        private int _tasks;
        private int _teams;
        private int _agents;

        public void Count(Example example, string predicted)
        {
            var team = TeamOf(predicted);
            _tasks++;
            _teams += example.Task.Acceptable.Any(agent => TeamOf(agent) == team) ? 1 : 0;
            _agents += example.Task.Acceptable.Contains(predicted, StringComparer.Ordinal) ? 1 : 0;
        }

        private static string TeamOf(string agent) => BuiltInAgents.Roster.Find(agent)!.Team;

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{name,-24} {_tasks,5} tasks  team {100.0 * _teams / _tasks:0.00} %  agent {100.0 * _agents / _tasks:0.00} %");
    }
}
