using System.Text.RegularExpressions;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Generating.Python;

/// <summary>Reads and runs generated tests with the sandbox's own Python, so that only those are written that can be read and, where the code may be run, that pass.</summary>
internal sealed partial class PythonTrial(Sandbox sandbox)
{
    private const int MostRounds = 4;

    /// <summary>Names the files that are no Python; nothing in them is run.</summary>
    private const string Reader = """
        import sys

        for name in sys.argv[1:]:
            try:
                compile(open(name, encoding="utf-8").read(), name, "exec")
            except (SyntaxError, ValueError):
                print(name)
        """;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    /// <summary>Leaves out what is no Python, as an example in a comment may be. Without a sandbox everything is left in.</summary>
    /// <param name="write">The text of the tests with these cases.</param>
    public async Task<List<WrittenCase>> ReadableAsync(IReadOnlyList<WrittenCase> cases, Func<IReadOnlyList<WrittenCase>, string> write, CancellationToken cancellationToken)
    {
        if (sandbox.Missing is not null || cases.Count == 0)
        {
            return [.. cases];
        }

        var files = cases.Select((each, at) => ($"case{at}.py", write([each]))).Append(("reader", Reader));
        var run = await RunAsync(files, $"python3 -W ignore reader {string.Join(' ', cases.Select((_, at) => $"case{at}.py"))}", cancellationToken);
        var wrong = run.Output.Split('\n').ToHashSet(StringComparer.Ordinal);
        return [.. cases.Where((_, at) => !wrong.Contains($"case{at}.py"))];
    }

    /// <summary>Leaves out what does not pass beside the source, and what does not end.</summary>
    /// <returns>The cases, and whether they were run.</returns>
    public async Task<(List<WrittenCase> Cases, bool WereRun)> PassingAsync(SourceText source, IReadOnlyList<WrittenCase> cases, Func<IReadOnlyList<WrittenCase>, string> write, CancellationToken cancellationToken)
    {
        var left = cases.ToList();
        for (var round = 0; round < MostRounds && left.Count > 0; round++)
        {
            var run = await RunAsync([(source.Name, source.Text), ("test_trial.py", write(left))], "python3 -m pytest -v -p no:cacheprovider test_trial.py", cancellationToken);
            var outcomes = Outcome().Matches(run.Output).ToLookup(match => match.Groups["name"].Value, match => match.Groups["outcome"].Value, StringComparer.Ordinal);
            if (outcomes.Count == 0)
            {
                return (left, false);
            }

            var hasEnded = run.End == SandboxEnd.Exited && left.TrueForAll(each => outcomes.Contains(each.Name));
            // one that was begun and has no outcome kept the others from running
            left.RemoveAll(each => outcomes.Contains(each.Name) && !outcomes[each.Name].Any(outcome => outcome is "PASSED" or "SKIPPED"));
            if (hasEnded)
            {
                return (left, true);
            }
        }

        return (left, false);
    }

    private async Task<SandboxRun> RunAsync(IEnumerable<(string Name, string Text)> files, string command, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opsroom-trial-").FullName;
        try
        {
            foreach (var (name, text) in files)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken);
            }

            return await sandbox.RunAsync(new(folder, command, Time), null, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"^test_trial\.py::test_(?<name>\w+) ?(?<outcome>[A-Z]*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Outcome();
}
