using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Knowledge.Documents;

namespace Opsroom.Knowledge.Search;

/// <param name="Place">The place of an expected document among the different ones, from 1; 0 where it is not among those looked at.</param>
/// <param name="First">The source that came first.</param>
internal sealed record RetrievalOutcome(string Id, string Question, ImmutableArray<string> Expected, int Place, string? First);

/// <summary>Measures the search on questions over the shipped runbooks (<c>evals/retrieval</c>).</summary>
public sealed class RetrievalEvaluation
{
    private const int Five = 5;

    private readonly ImmutableArray<RetrievalOutcome> outcomes;

    private RetrievalEvaluation(ImmutableArray<RetrievalOutcome> outcomes) => this.outcomes = outcomes;

    public int Count => outcomes.Length;

    /// <summary>The share of questions whose first result is an expected runbook, 0 to 1.</summary>
    public double First => outcomes.Count(outcome => outcome.Place == 1) / (double)Count;

    /// <summary>The share of questions with an expected runbook among the first five different ones, 0 to 1.</summary>
    public double AmongFive => outcomes.Count(outcome => outcome.Place is >= 1 and <= Five) / (double)Count;

    /// <summary>Asks every question of a file of JSON lines.</summary>
    /// <exception cref="FormatException">A line is no question; the message names it.</exception>
    public static RetrievalEvaluation Run(IEnumerable<string> lines)
    {
        using var knowledge = new LexicalIndex();
        knowledge.AddShared(ShippedRunbooks.Read());
        var measured = ImmutableArray.CreateBuilder<RetrievalOutcome>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                measured.Add(Ask(knowledge, line, number));
            }
        }

        return measured.Count > 0 ? new(measured.ToImmutable()) : throw new FormatException("There is no question to measure: every line is blank.");
    }

    /// <summary>The measuring file of the source tree around the working directory.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says what to do.</exception>
    public static string MeasuringFile()
    {
        for (var parent = Directory.GetCurrentDirectory(); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            var file = Path.Combine(parent, "evals", "retrieval", "measure.jsonl");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException("The questions lie in the source tree (evals/retrieval), and this is none: name a file.");
    }

    /// <summary>The shares, and with <paramref name="verbose"/> every question whose first result was another.</summary>
    public string ToText(bool verbose)
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.AppendLine(culture, $"{Count} questions, {First:P1} first, {AmongFive:P1} among five different runbooks");
        foreach (var miss in outcomes.Where(outcome => verbose && outcome.Place != 1))
        {
            text.AppendLine(culture, $"{miss.Id} place {(miss.Place == 0 ? "-" : miss.Place)}, first {miss.First ?? "nothing"}, expected {string.Join(" or ", miss.Expected)}: {miss.Question}");
        }

        return text.ToString().TrimEnd();
    }

    private static RetrievalOutcome Ask(LexicalIndex knowledge, string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var question = json.RootElement.GetProperty("question").GetString() ?? throw new FormatException("question is null");
            ImmutableArray<string> expected = [.. json.RootElement.GetProperty("expected").EnumerateArray().Select(item => item.GetString() ?? "")];
            string[] found = [.. knowledge.Search(question, Five, tenant: "", source: null).Select(result => Path.GetFileName(result.Document.Source)).Distinct(StringComparer.Ordinal)];
            return new(json.RootElement.GetProperty("id").GetString() ?? "", question, expected, Array.FindIndex(found, expected.Contains) + 1, found.FirstOrDefault());
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} is no question: {wrong.Message}"), wrong);
        }
    }
}
