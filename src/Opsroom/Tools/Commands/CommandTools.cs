using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Opsroom.Tools.Commands;

/// <summary>Judging command lines without running them.</summary>
internal sealed class CommandTools
{
    [Tool("classify_command", Effect.Read)]
    [Description("Says what a kubectl, helm, terraform, docker, git, SQL or shell line would do if somebody ran it: read, change or destroy, and which part of the line makes it so. It runs nothing; in doubt it answers the harsher.")]
    [ToolExample("""{"command": "kubectl get pods -o name | xargs kubectl delete"}""")]
    public static ToolResult<ClassifiedCommand> Classify(
        [Description("The line or script, as it would be typed; at most 64 KiB."), MinLength(1)] string command)
    {
        if (Encoding.UTF8.GetByteCount(command) > CommandClassifier.MaxBytes)
        {
            return ToolFailure.InvalidArgument("command is larger than 64 KiB: classify its parts one by one.");
        }

        var result = CommandClassifier.Classify(command);
        return new ClassifiedCommand(result.Effect, result.Tool, result.Reasons);
    }
}

/// <param name="Effect">The worst that any part of the line does.</param>
/// <param name="Tool">The program that the effect comes from; empty for a line without a command.</param>
/// <param name="Reasons">Which part of the line does what, the most severe first.</param>
internal sealed record ClassifiedCommand(CommandEffect Effect, string Tool, ImmutableArray<string> Reasons);
