using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Server.Tests.Proofs.Development.Mutants;

/// <summary>pytest, as Debian has it.</summary>
internal sealed partial class PythonBench(string service) : TestBench(service)
{
    private const string Limiter = "/usr/bin/prlimit";

    public override string Framework => "pytest";

    protected override IReadOnlyList<string> Needs => [Python, Limiter];

    protected override Regex PassedPattern => Passed();

    public override async Task<IReadOnlyList<Mutant>> MutateAsync(int seed, int count, string folder, string tests, CancellationToken cancellationToken)
    {
        var script = DevelopmentCase.Folder("services", "mutants.py");
        var mutants = await MutateAsync(
            new ProcessStartInfo(Python, ["-B", script, Service, seed.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), folder]), folder, cancellationToken);
        foreach (var mutant in mutants)
        {
            File.Copy(tests, Path.Combine(mutant.Folder, Path.GetFileName(tests)));
        }

        return mutants;
    }

    // the first failure is enough, and pytest's explanation of long values can take longer than the tests
    protected override ProcessStartInfo Command(string folder, string tests) => new(Limiter, [$"--as={Megabytes << 20}", Python, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "--assert=plain", "-x", tests]);

    [GeneratedRegex(@"(?<passed>\d+) passed", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passed();
}
