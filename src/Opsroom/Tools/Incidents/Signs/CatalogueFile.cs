using System.Globalization;
using Opsroom.Tools.Incidents.Signs.Patterns;

namespace Opsroom.Tools.Incidents.Signs;

/// <summary>
/// Reads a file of the catalogue. A sign is a line <c>[id] role category specificity: title</c> with lines beneath that begin with a word: <c>text</c> a wording
/// (see <see cref="PatternReader"/>), <c>with</c> what else has to be there, <c>unless</c> what may not, <c>means</c> the explanation, <c>over</c> signs that
/// do not count beside it, <c>rivals</c> signs easily taken for it, <c>only</c> the places it counts in, <c>party</c> that the other party is looked for in the
/// whole text, <c>like</c> and <c>unlike</c> texts that show it. <c>only</c> before the first sign holds for the file.
/// </summary>
internal static class CatalogueFile
{
    public static IReadOnlyList<CatalogueEntry> Read(string name, TextReader reader)
    {
        List<CatalogueEntry> entries = [];
        var origins = SignOrigin.Observed;
        var number = 0;
        try
        {
            while (reader.ReadLine() is { } raw)
            {
                number++;
                var line = raw.Trim();
                if (line.Length == 0 || line[0] == '#')
                {
                    continue;
                }

                if (line[0] == '[')
                {
                    entries.Add(new(Head(line, origins)));
                }
                else if (entries.Count == 0)
                {
                    origins = Origins(Split(line).Value);
                }
                else
                {
                    entries[^1] = With(entries[^1], Split(line));
                }
            }
        }
        catch (FormatException fault)
        {
            throw new FormatException($"{name}, line {number}: {fault.Message}", fault);
        }

        return entries;
    }

    /// <summary><c>[id] role category specificity: title</c>.</summary>
    private static Sign Head(string line, SignOrigin origins)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var words = colon < 0 ? [] : line[..colon].Split(' ');
        if (words is not [[_, .. var id, ']'], var role, var category, var specificity])
        {
            throw new FormatException("Expected '[id] role category specificity: title'.");
        }

        return new(
            id,
            Enum.Parse<IncidentCategory>(category.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            Enum.Parse<SignRole>(role, ignoreCase: true),
            double.Parse(specificity, CultureInfo.InvariantCulture),
            line[(colon + 2)..],
            "",
            [],
            origins);
    }

    private static (string Word, string Value) Split(string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? (line, "") : (line[..blank], line[(blank + 1)..].Trim());
    }

    private static CatalogueEntry With(CatalogueEntry entry, (string Word, string Value) line) => line.Word switch
    {
        "text" => entry with { Texts = [.. entry.Texts, .. PatternReader.Read(line.Value)] },
        "with" => entry with { With = [.. entry.With, .. PatternReader.Read(line.Value)] },
        "unless" => entry with { Unless = [.. entry.Unless, .. PatternReader.Read(line.Value)] },
        "over" => entry with { Over = [.. entry.Over, .. Names(line.Value)] },
        "party" => entry with { HasParty = true },
        "like" => entry with { Like = [.. entry.Like, line.Value] },
        "unlike" => entry with { Unlike = [.. entry.Unlike, line.Value] },
        "means" => entry with { Sign = entry.Sign with { Explanation = line.Value } },
        "rivals" => entry with { Sign = entry.Sign with { Rivals = [.. Names(line.Value)] } },
        "only" => entry with { Sign = entry.Sign with { Origins = Origins(line.Value) } },
        _ => throw new FormatException($"'{line.Word}' is not known."),
    };

    private static string[] Names(string value) => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static SignOrigin Origins(string value) => Names(value).Aggregate(SignOrigin.None, (origins, name) => origins | name switch
    {
        "log" => SignOrigin.LogLine,
        "event" => SignOrigin.EventMessage,
        "condition" => SignOrigin.ObjectCondition,
        "alert" => SignOrigin.AlertText,
        "note" => SignOrigin.Note,
        "change" => SignOrigin.ChangeSummary,
        _ => throw new FormatException($"'{name}' is no place of texts."),
    });
}
