using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.TestKit.Harness;

namespace Opsroom.Server.Tests.Proofs.Development.Mutants;

/// <summary>node's own runner. TypeScript goes through a loader, as node 20 does not read it.</summary>
internal sealed partial class JavaScriptBench(string service) : TestBench(service)
{
    public override string Framework => "node";

    protected override IReadOnlyList<string> Needs => ["/usr/bin/node", Path.Combine(AjvJudge.RepositoryRoot, "eng", "test-tools", "node_modules", "typescript")];

    protected override Regex PassedPattern => Passed();

    public override async Task<IReadOnlyList<Mutant>> MutateAsync(int seed, int count, string folder, string tests, CancellationToken cancellationToken)
    {
        var script = DevelopmentCase.Folder("services", "mutants.mjs");
        var mutants = await MutateAsync(
            new ProcessStartInfo("node", [script, Service, seed.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), folder]), folder, cancellationToken);
        foreach (var mutant in mutants)
        {
            File.Copy(tests, Path.Combine(mutant.Folder, Path.GetFileName(tests)));
        }

        return mutants;
    }

    protected override ProcessStartInfo Command(string folder, string tests) => new("node", ["--test", "--test-reporter=tap", tests])
    {
        Environment = { ["NODE_OPTIONS"] = $"--max-old-space-size={Megabytes} --import={new Uri(DevelopmentCase.Folder("services", "typescript-loader.mjs"))}" },
    };

    [GeneratedRegex(@"^# pass (?<passed>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passed();
}
