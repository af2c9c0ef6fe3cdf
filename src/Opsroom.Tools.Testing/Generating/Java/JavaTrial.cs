using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Running.Results;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Generating.Java;

/// <summary>Compiles generated tests with the source and runs them once with JUnit 5 in the sandbox, so that only those are written that compile and pass.</summary>
internal sealed partial class JavaTrial(Sandbox sandbox)
{
    private const int MostRounds = 5;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(120);

    /// <param name="write">The text of the tests with these cases.</param>
    /// <returns>The cases, and whether they were run.</returns>
    public async Task<(List<WrittenCase> Cases, bool WereRun)> PassingAsync(SourceText source, IReadOnlyList<WrittenCase> cases, Func<IReadOnlyList<WrittenCase>, string> write, CancellationToken cancellationToken)
    {
        var left = cases.ToList();
        for (var round = 0; round < MostRounds && left.Count > 0; round++)
        {
            var text = write(left);
            var run = await RunAsync(source, text, cancellationToken);
            var wrong = NamesAt(text, CompilerLine().Matches(run.Output).Where(match => match.Groups["file"].Value.EndsWith($"{source.Stem}Test.java", StringComparison.Ordinal)).Select(match => int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture)));
            if (wrong.Count == 0)
            {
                if (ResultReader.Read(run) is not { } counts)
                {
                    return (left, false);
                }

                var failed = counts.Failures.Select(failure => MethodName().Match(failure.Name).Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
                return ([.. left.Where(each => !failed.Contains(each.Name))], true);
            }

            left.RemoveAll(each => wrong.Contains(each.Name));
        }

        return (left, false);
    }

    private async Task<SandboxRun> RunAsync(SourceText source, string tests, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opsroom-trial-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, source.Name), source.Text, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{source.Stem}Test.java"), tests, cancellationToken);
            var runner = RunnerChoice.JavaConsole();
            return await sandbox.RunAsync(new(folder, runner.Command, Time) { Collect = runner.Collect }, null, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The tests that lines of the file are in.</summary>
    private static HashSet<string> NamesAt(string text, IEnumerable<int> lines)
    {
        var all = text.Split('\n');
        return lines.Select(line => all.Take(line).Select(each => TestMethod().Match(each)).LastOrDefault(match => match.Success)?.Groups["name"].Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^(?<file>\S+\.java):(?<line>\d{1,7}): error:", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex CompilerLine();

    [GeneratedRegex(@"^    void (?<name>\w+)\(\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"(?<name>\w+)(\(\))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MethodName();
}
