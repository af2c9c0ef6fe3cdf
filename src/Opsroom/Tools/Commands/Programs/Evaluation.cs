namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>eval</c> and <c>source</c>: text that runs in the same shell.</summary>
internal sealed class Evaluation : IProgram
{
    public IEnumerable<string> Names => ["eval", "source", "."];

    public Outcome Judge(Invocation call)
    {
        if (call.Name == "eval")
        {
            return Outcome.Read("does what its words do", call.RunScript(string.Join(' ', call.Arguments.SkipWhile(word => word == "--")), call.Input));
        }

        if (call.Arguments.IsEmpty)
        {
            return Outcome.Read("names no file, so nothing runs");
        }

        var text = call.Arguments[0] is "/dev/stdin" ? call.Input : call.Scope.Files.GetValueOrDefault(call.Arguments[0]);
        return text is null || (Unknown.IsIn(text) && text.Trim().Length == 1)
            ? Outcome.Change("runs a file that cannot be seen")
            : Outcome.Read("does what the file does", call.RunScript(text));
    }
}

/// <summary>Text that runs later: <c>trap</c>, <c>at</c>.</summary>
internal sealed class Deferred : IProgram
{
    public IEnumerable<string> Names => ["trap", "at", "batch"];

    public Outcome Judge(Invocation call)
    {
        if (call.Name == "trap")
        {
            var words = call.Arguments.Where(word => word is not "--").ToList();
            if (words.Count > 1 && words[0] is not "-" and not "-l" and not "-p")
            {
                call.RunScript(words[0]);
            }

            return Outcome.Read("says what runs on a signal", "");
        }

        if (call.Arguments.Any(word => word is "-l" or "-c" or "-V"))
        {
            return Outcome.Read("only lists what waits");
        }

        if (call.Input is { } input)
        {
            call.RunScript(input);
        }

        return call.Arguments.Any(word => word is "-r" or "-d") ? Outcome.Destroy("removes a job that waits") : Outcome.Change("runs a script later");
    }
}
