using System.CommandLine;
using Opsroom.Tools.Incidents.Evaluation;

namespace Opsroom.Cli;

/// <summary><c>opsroom eval incidents</c>: how often an investigation of recorded evidence comes to the right verdict and category.</summary>
internal static class EvalIncidentsCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder of incident bundles, at any depth, each with an expected.yaml" };
        var name = new Option<string?>("--case") { Description = "Only this case", HelpName = "NAME" };
        var limit = new Option<int?>("--limit") { Description = "At most so many cases", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var explain = new Option<bool>("--explain") { Description = "Show what was expected and what was said; it spoils cases that are only to be measured" };
        var least = new Option<string?>("--at-least") { Description = "Fail below these percentages: verdict=95,category=90,mentions=80", HelpName = "SCORES" };
        var command = new Command("incidents", "How well investigate_incident judges bundles: verdict, category, what it names, confusions, time and memory per case") { folder, name, limit, json, explain, least };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            parsed.GetValue(folder)!, parsed.GetValue(name), parsed.GetValue(limit), parsed.GetValue(json), parsed.GetValue(explain), parsed.GetValue(least), cancellationToken)));
        return command;
    }

    private static int Run(string folder, string? name, int? limit, bool json, bool explain, string? least, CancellationToken cancellationToken)
    {
        try
        {
            var report = IncidentEvaluation.Run(folder, name, limit, TimeProvider.System, cancellationToken);
            var below = report.Below(least ?? "");
            Console.Out.WriteLine(json ? report.ToJson(explain) : report.ToText(explain));
            foreach (var each in below)
            {
                Console.Error.WriteLine(each);
            }

            return below.Count == 0 ? 0 : 1;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or FormatException)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }
}
