namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>cat</c> and <c>tee</c>: they pass on what they get.</summary>
internal sealed class Passing : IProgram
{
    public IEnumerable<string> Names => ["cat", "tee", "bat", "batcat", "sponge"];

    public Outcome Judge(Invocation call)
    {
        if (call.Arguments is ["--help" or "--version"])
        {
            return Outcome.Read("only shows help or a version");
        }

        var files = call.Arguments.Where(word => word is "-" || !word.StartsWith('-')).ToList();
        return call.Name is "tee" or "sponge" ? Write(call, files) : Show(call, files);
    }

    private static Outcome Show(Invocation call, List<string> files)
    {
        var output = files.Count == 0
            ? call.Input
            : string.Concat(files.Select(file => file == "-" ? call.Input : file is "/dev/null" ? "" : call.Scope.Files.GetValueOrDefault(file, Unknown.Text + "\n")));
        return files.Append(call.InputPath).FirstOrDefault(path => path is not null && Places.IsSecret(path)) is { } secret
            ? Outcome.Change($"shows `{secret}`, which holds secrets", output)
            : Outcome.Read("only shows text", output);
    }

    private static Outcome Write(Invocation call, List<string> files)
    {
        var written = files.Where(file => file is not "-" and not "/dev/null" and not "/dev/stderr" and not "/dev/stdout" and not "/dev/tty" && !file.StartsWith("/dev/fd/", StringComparison.Ordinal)).ToList();
        foreach (var file in written)
        {
            call.Scope.Files[file] = call.Input ?? Unknown.Text;
        }

        var isEmptied = call.Input is "" && written.Count > 0 && !call.Arguments.Any(word => word is "-a" or "--append");
        return written.Any(Places.IsDisk) ? Outcome.Destroy("writes over a disk")
            : isEmptied ? Outcome.Destroy("writes nothing over a file, so what it held is gone")
            : written.Count > 0 ? Outcome.Change($"writes `{written[0]}`", call.Input)
            : Outcome.Read("only passes text on", call.Input);
    }
}
