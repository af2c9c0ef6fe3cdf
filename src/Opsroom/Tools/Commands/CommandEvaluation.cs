using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Opsroom.Tools.Commands;

/// <param name="Label">The effect that the corpus gives.</param>
/// <param name="Answer">The effect that the classifier gives.</param>
internal sealed record CommandOutcome(string Command, CommandEffect Label, CommandEffect Answer, string Reason);

/// <summary>Measures the classifier of commands on labelled ones (<c>evals/commands</c>); the label <c>write</c> counts as <c>change</c>.</summary>
public sealed class CommandEvaluation
{
    private static readonly ImmutableArray<CommandEffect> Effects = [CommandEffect.Read, CommandEffect.Change, CommandEffect.Destroy];

    private readonly ImmutableArray<CommandOutcome> outcomes;

    private CommandEvaluation(ImmutableArray<CommandOutcome> outcomes) => this.outcomes = outcomes;

    public int Count => outcomes.Length;

    /// <summary>How many answers are exactly the label, 0 to 1.</summary>
    public double Exact => outcomes.Count(outcome => outcome.Label == outcome.Answer) / (double)outcomes.Length;

    /// <summary>Commands that change or destroy and were called <c>read</c>: there must be none.</summary>
    public ImmutableArray<string> Missed => [.. outcomes.Where(outcome => outcome.Answer == CommandEffect.Read && outcome.Label != CommandEffect.Read).Select(outcome => outcome.Command)];

    /// <summary>Classifies every command of a file of JSON lines.</summary>
    /// <exception cref="FormatException">A line is no labelled command; the message names it.</exception>
    public static CommandEvaluation Run(IEnumerable<string> lines)
    {
        var measured = ImmutableArray.CreateBuilder<CommandOutcome>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                var (command, label) = Read(line, number);
                var answer = CommandClassifier.Classify(command);
                measured.Add(new(command, label, answer.Effect, answer.Reasons[0]));
            }
        }

        return measured.Count > 0 ? new(measured.ToImmutable()) : throw new FormatException("There is no labelled command to measure: every line is blank.");
    }

    /// <summary>The measuring file of the source tree around the working directory, or of a folder.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says what to do.</exception>
    public static string MeasuringFile(string? folder)
    {
        if (folder is not null)
        {
            return File.Exists(folder) ? folder : Path.Combine(folder, "measure.jsonl");
        }

        for (var parent = Directory.GetCurrentDirectory(); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            var file = Path.Combine(parent, "evals", "commands", "measure.jsonl");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException("The labelled commands lie in the source tree (evals/commands), and this is none: name a folder or a file.");
    }

    /// <summary>A table of labels against answers, and with <paramref name="verbose"/> every miss.</summary>
    public string ToText(bool verbose)
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.AppendLine(culture, $"{Count} commands, {Exact:P1} exact, {Missed.Length} that change or destroy were called read").AppendLine();
        text.AppendLine(culture, $"{"label",-10}{"read",8}{"change",8}{"destroy",8}");
        foreach (var label in Effects)
        {
            text.Append(culture, $"{Name(label),-10}");
            foreach (var answer in Effects)
            {
                text.Append(culture, $"{outcomes.Count(outcome => outcome.Label == label && outcome.Answer == answer),8}");
            }

            text.AppendLine();
        }

        foreach (var miss in outcomes.Where(outcome => verbose && outcome.Label != outcome.Answer).OrderBy(outcome => outcome.Answer).ThenByDescending(outcome => outcome.Label))
        {
            text.AppendLine().AppendLine(culture, $"{Name(miss.Label)} called {Name(miss.Answer)}: {miss.Command.ReplaceLineEndings("\\n")}").Append(culture, $"    {miss.Reason}");
        }

        return text.ToString().TrimEnd();
    }

    private static string Name(CommandEffect effect) => effect switch
    {
        CommandEffect.Read => "read",
        CommandEffect.Change => "change",
        _ => "destroy",
    };

    private static (string Command, CommandEffect Label) Read(string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var command = json.RootElement.GetProperty("command").GetString() ?? throw new FormatException("command is null");
            return (command, json.RootElement.GetProperty("effect").GetString() switch
            {
                "read" => CommandEffect.Read,
                "write" or "change" => CommandEffect.Change,
                "destroy" => CommandEffect.Destroy,
                var other => throw new FormatException($"`{other}` is no effect"),
            });
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} is no labelled command: {wrong.Message}"), wrong);
        }
    }
}
