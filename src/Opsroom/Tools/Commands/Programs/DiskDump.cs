namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>dd</c>: what counts is where it writes to.</summary>
internal sealed class DiskDump : IProgram
{
    public IEnumerable<string> Names => ["dd", "dcfldd"];

    public Outcome Judge(Invocation call)
    {
        if (call.Arguments is ["--help" or "--version"])
        {
            return Outcome.Read("only shows help or a version");
        }

        var from = Value(call, "if=");
        var to = Value(call, "of=");
        var outcome = to switch
        {
            null or "/dev/null" or "/dev/stdout" => Outcome.Read("only reads", call.Input),
            _ when Places.IsDisk(to) => Outcome.Destroy($"writes over the disk `{to}`"),
            _ when from == "/dev/null" || call.Input is "" => Outcome.Destroy($"empties `{to}`"),
            _ => Outcome.Change($"writes `{to}`"),
        };
        return from is not null && Places.IsSecret(from) ? outcome.AtLeast(CommandEffect.Change, $"shows `{from}`, which holds secrets") : outcome;
    }

    private static string? Value(Invocation call, string prefix) =>
        call.Arguments.LastOrDefault(word => word.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}
