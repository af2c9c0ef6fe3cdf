using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opsroom.Tools.Incidents.Evaluation;

/// <summary>How well the investigation did. Without being asked to explain it says of a case only what was right: the answers of unseen cases stay unseen.</summary>
public sealed record IncidentReport(ImmutableArray<CaseResult> Cases)
{
    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private IEnumerable<CaseResult> Counted => Cases.Where(each => !each.Doubtful);

    private IEnumerable<CaseResult> Incidents => Counted.Where(each => each.Expected == IncidentVerdict.Incident);

    /// <summary>Percent of the cases that are not doubtful.</summary>
    public double Verdict => Share(Counted, each => each.VerdictIsRight);

    /// <summary>Percent of the incidents that are not doubtful; a wrong verdict is a wrong category.</summary>
    public double Category => Share(Incidents, each => each.CategoryIsRight);

    /// <summary>Percent of all strings that must be mentioned.</summary>
    public double Mentions => Counted.Sum(each => each.MustMention) is var all and > 0 ? 100.0 * Counted.Sum(each => each.Mentioned) / all : 100;

    /// <summary>Healthy cases that were called incidents.</summary>
    public int FalseAlarms => Counted.Count(each => each is { Expected: IncidentVerdict.Healthy, Said.Verdict: IncidentVerdict.Incident });

    /// <summary>Cases that name as cause or step what they must not.</summary>
    public int Forbidden => Counted.Count(each => !each.Forbidden.IsEmpty);

    /// <summary>What falls short of thresholds such as <c>verdict=95,category=90,mentions=80</c>; empty where nothing does.</summary>
    /// <exception cref="FormatException">A threshold is none.</exception>
    public IReadOnlyList<string> Below(string thresholds) =>
    [
        .. thresholds.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)
            .Select(asked => (asked.Name, asked.Least, Is: asked.Name switch { "verdict" => Verdict, "category" => Category, "mentions" => Mentions, _ => throw new FormatException($"There is no score '{asked.Name}': verdict, category, mentions.") }))
            .Where(each => each.Is < each.Least)
            .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Name} is {each.Is:0.0} %, less than {each.Least:0.#} %")),
    ];

    public string ToText(bool explain)
    {
        var text = new StringBuilder();
        var width = Cases.Max(each => each.Name.Length);
        foreach (var each in Cases)
        {
            var mentions = each.MustMention == 0 ? "-" : $"{each.Mentioned}/{each.MustMention}";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{each.Name.PadRight(width)}  verdict {Word(each.VerdictIsRight)}  category {Word(each.CategoryIsRight)}  mentions {mentions,-5} forbidden {each.Forbidden.Length}  {each.Elapsed.TotalMilliseconds,6:0} ms  {each.GrowthInMiB,5:0} MiB{(each.Doubtful ? "  doubtful" : "")}");
            if (explain)
            {
                Explain(each, text);
            }
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture,
            $"{Counted.Count()} cases: verdict {Verdict:0.0} %, category of {Incidents.Count()} incidents {Category:0.0} %, mentions {Mentions:0.0} %");
        text.AppendLine(CultureInfo.InvariantCulture, $"{FalseAlarms} healthy cases called incidents; {Forbidden} cases name what they must not; {Cases.Count(each => each.Doubtful)} doubtful cases apart, {Cases.Count(each => each is { Doubtful: true, VerdictIsRight: true })} of them as expected");
        text.AppendLine(CultureInfo.InvariantCulture, $"slowest {Cases.Max(each => each.Elapsed).TotalMilliseconds:0} ms, most memory {Cases.Max(each => each.GrowthInMiB):0} MiB").AppendLine();
        return text.Append(Confusion()).ToString().TrimEnd();
    }

    public string ToJson(bool explain) => JsonSerializer.Serialize(
        new
        {
            Verdict,
            Category,
            Mentions,
            FalseAlarms,
            Forbidden,
            Cases = Cases.Select(each => new
            {
                each.Name,
                each.VerdictIsRight,
                each.CategoryIsRight,
                each.Doubtful,
                each.MustMention,
                each.Mentioned,
                Forbidden = each.Forbidden.Length,
                Ms = Math.Round(each.Elapsed.TotalMilliseconds, 1),
                GrowthMib = Math.Round(each.GrowthInMiB, 1),
                Said = explain ? each.Said : null,
            }),
        },
        Wire);

    private static void Explain(CaseResult result, StringBuilder text)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"    expected {Name(result.Expected)} {Name(result.ExpectedCategory)}; said {Name(result.Said.Verdict)} {Name(result.Category)} ({result.Said.Confidence:0.00}): {result.Said.Summary}");
        foreach (var cause in result.Said.RootCauses)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    - {cause.Cause} [{Name(cause.Category)}, {cause.Confidence:0.00}]");
            foreach (var quote in cause.Evidence.Take(4))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"        {quote.Source} {quote.Location}: {OutsideText.OneLine(quote.Quote, 160)}");
            }
        }

        if (!result.NotMentioned.IsEmpty || !result.Forbidden.IsEmpty)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    not mentioned: {string.Join(" | ", result.NotMentioned)}; forbidden: {string.Join(" | ", result.Forbidden)}");
        }
    }

    private string Confusion()
    {
        var verdicts = Enum.GetValues<IncidentVerdict>();
        var text = new StringBuilder().AppendLine($"{"expected \\ said",-18}{string.Concat(verdicts.Select(each => $"{Name(each),14}"))}");
        foreach (var expected in verdicts)
        {
            text.AppendLine($"{Name(expected),-18}{string.Concat(verdicts.Select(said => $"{Counted.Count(each => each.Expected == expected && each.Said.Verdict == said),14}"))}");
        }

        text.AppendLine();
        foreach (var pair in Incidents.Where(each => each.VerdictIsRight && !each.CategoryIsRight).GroupBy(each => (each.ExpectedCategory, each.Category)).OrderByDescending(pair => pair.Count()))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{pair.Count(),3} x {Name(pair.Key.ExpectedCategory)} taken for {Name(pair.Key.Category)}");
        }

        return text.ToString();
    }

    private static (string Name, double Least) Parse(string threshold) =>
        threshold.Split('=') is [var name, var number] && double.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var least)
            ? (name.Trim(), least)
            : throw new FormatException($"'{threshold}' is no threshold: give them as verdict=95,category=90.");

    private static double Share(IEnumerable<CaseResult> cases, Func<CaseResult, bool> isRight) => cases.Any() ? 100.0 * cases.Count(isRight) / cases.Count() : 100;

    private static string Word(bool isRight) => isRight ? "right" : "WRONG";

    private static string Name(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
