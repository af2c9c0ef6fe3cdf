using System.CommandLine;
using Opsroom.Knowledge.Search;
using Opsroom.Server;
using Opsroom.Tools.Commands;
using Opsroom.Workflow.Routing;

namespace Opsroom.Cli;

/// <summary><c>opsroom eval</c>: measures the product on labelled cases. It touches no server and no data folder.</summary>
internal static class EvalCommand
{
    public static Command Create() => new("eval", "Measure the product on labelled cases") { CreateRouting(), CreateCommands(), CreateRetrieval(), EvalIncidentsCommand.Create(), EvalKubernetesCommand.Create() };

    private static Command CreateRouting()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "JSON lines {\"task\",\"context\"?,\"team\",\"agent\",\"acceptable\"?}; - for standard input [default: the shipped measuring split]",
            DefaultValueFactory = _ => null,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var model = new Option<string?>("--model")
        {
            Description = "Route with this model instead of the playbooks (anthropic:NAME or openai:NAME; keys come from the environment)",
            HelpName = "MODEL",
        };
        var command = new Command("routing", "How well tasks are routed: accuracy per team and agent, confusions, time per task") { file, json, model };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(file), parsed.GetValue(json), parsed.GetValue(model), cancellationToken));
        return command;
    }

    private static Command CreateCommands()
    {
        var folder = new Argument<string?>("DIR")
        {
            Description = "A folder with measure.jsonl, or a file of JSON lines {\"command\",\"effect\"} [default: the shipped evals/commands]",
            DefaultValueFactory = _ => null,
        };
        var verbose = new Option<bool>("--verbose") { Description = "List every answer that is not the label, with its reason" };
        var command = new Command("commands", "How well command lines are classified; fails when one that changes or destroys was called read") { folder, verbose };
        command.SetAction(parsed => RunCommands(parsed.GetValue(folder), parsed.GetValue(verbose)));
        return command;
    }

    private static int RunCommands(string? folder, bool verbose)
    {
        try
        {
            var evaluation = CommandEvaluation.Run(File.ReadLines(CommandEvaluation.MeasuringFile(folder)));
            Console.Out.WriteLine(evaluation.ToText(verbose));
            return evaluation.Missed.IsEmpty ? 0 : 1;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or FormatException)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }

    private static Command CreateRetrieval()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "JSON lines {\"id\",\"question\",\"expected\"} [default: the shipped evals/retrieval/measure.jsonl]",
            DefaultValueFactory = _ => null,
        };
        var verbose = new Option<bool>("--verbose") { Description = "List every question whose first result was another runbook" };
        var command = new Command("retrieval", "How well questions find their runbook: first, and among the first five different ones") { file, verbose };
        command.SetAction(parsed => RunRetrieval(parsed.GetValue(file), parsed.GetValue(verbose)));
        return command;
    }

    private static int RunRetrieval(string? file, bool verbose)
    {
        try
        {
            Console.Out.WriteLine(RetrievalEvaluation.Run(File.ReadLines(file ?? RetrievalEvaluation.MeasuringFile())).ToText(verbose));
            return 0;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or FormatException)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }

    private static async Task<int> RunAsync(string? file, bool json, string? model, CancellationToken cancellationToken)
    {
        try
        {
            var lines = file == "-" ? ReadInput() : File.ReadLines(file ?? RoutingFiles.Measuring());
            using var routing = EvaluationRouting.Open(model);
            var report = await new RoutingEvaluation(routing.Router).RunAsync(lines, cancellationToken);
            Console.Out.WriteLine(json ? report.ToJson() : report.ToText());
            return 0;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or FormatException or OpsroomStartException)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }

    private static IEnumerable<string> ReadInput()
    {
        while (Console.In.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
