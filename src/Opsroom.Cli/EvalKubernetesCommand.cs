using System.CommandLine;
using Opsroom.Tools.Kubernetes.Diagnosis.Evaluation;

namespace Opsroom.Cli;

/// <summary><c>opsroom eval kubernetes</c>: how often the diagnosis names the cause of a broken cluster first.</summary>
internal static class EvalKubernetesCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("DIR")
        {
            Description = "A folder of cases, each a folder with objects.yaml and expected.yaml [default: the shipped ones]",
            DefaultValueFactory = _ => null,
        };
        var verbose = new Option<bool>("--verbose") { Description = "Show what was said instead where the cause did not come first" };
        var command = new Command("kubernetes", "How well kubernetes_diagnose finds causes: first, among the first two, errors in healthy clusters") { folder, verbose };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed.GetValue(folder), parsed.GetValue(verbose), cancellationToken)));
        return command;
    }

    private static int Run(string? folder, bool verbose, CancellationToken cancellationToken)
    {
        try
        {
            Console.Out.WriteLine(DiagnosisEvaluation.Run(folder, TimeProvider.System, cancellationToken).ToText(verbose));
            return 0;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or FormatException)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }
}
