using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Notes;

/// <summary>What descriptions of services say of the pods behind them.</summary>
internal static partial class DescribedServices
{
    private const int MostLines = 5000;

    public static IEnumerable<Observation> Look(RecordedNote note)
    {
        if (note.Command is not { } command || !Describe().IsMatch(command))
        {
            yield break;
        }

        var (name, selector) = ("", (Citation?)null);
        for (var line = note.FirstLine; line <= Math.Min(note.Lines.Count, MostLines); line++)
        {
            var text = note.Lines.TextOf(line, 600);
            if (Field().Match(text) is not { Success: true } match)
            {
                continue;
            }

            var value = match.Groups["value"].Value.Trim();
            switch (match.Groups["key"].Value)
            {
                case "Name":
                    (name, selector) = (value, null);
                    break;
                case "Selector":
                    selector = new(note.Lines.PlaceOf(line), text.Trim());
                    break;
                case "Endpoints" when name.Length > 0:
                    var isEmpty = value is "" or "<none>";
                    yield return new(EvidenceKind.Note, isEmpty ? Bearing.Effect : Bearing.Well, new(note.Lines.PlaceOf(line), text.Trim()), isEmpty ? $"Service {name} has no endpoints." : $"Service {name} has endpoints {value}.")
                    {
                        Theme = isEmpty ? "no-endpoints" : "endpoints",
                        Strength = isEmpty ? 0.6 : 0.4,
                        Harm = isEmpty ? 0.5 : 0,
                        Subject = name,
                        Names = [name],
                        Also = selector is null ? [] : [selector],
                    };
                    break;
            }
        }
    }

    [GeneratedRegex(@"\bdescribe (?:svc|services?|ep|endpoints?)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Describe();

    [GeneratedRegex(@"^(?<key>Name|Selector|Endpoints):(?<value>.*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();
}
