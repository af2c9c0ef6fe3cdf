using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Server.Tests.Proofs.Development.Mutants;

/// <summary>JUnit's console, as Debian has it.</summary>
internal sealed partial class JavaBench(string service) : TestBench(service)
{
    private const string Console = "/usr/share/java/junit-platform-console-standalone.jar";

    public override string Framework => "junit";

    protected override IReadOnlyList<string> Needs => ["/usr/bin/javac", Console];

    protected override Regex PassedPattern => Passed();

    public override Task<IReadOnlyList<Mutant>> MutateAsync(int seed, int count, string folder, string tests, CancellationToken cancellationToken)
    {
        var script = DevelopmentCase.Folder("services", "Mutants.java");
        return MutateAsync(
            new ProcessStartInfo("java", [script, Service, seed.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), folder, Console, tests]), folder, cancellationToken);
    }

    protected override async Task BuildAsync(string folder, string tests, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(
            new ProcessStartInfo("javac", ["-d", ".", "-cp", Console, FileName, Path.GetFileName(tests)]), folder, TimeSpan.FromMinutes(2), cancellationToken);
        Assert.True(code == 0, output);
    }

    protected override ProcessStartInfo Command(string folder, string tests) =>
        new("java", ["-XX:TieredStopAtLevel=1", $"-Xmx{Megabytes}m", "-jar", Console, "--class-path", ".", "--scan-class-path", ".", "--fail-if-no-tests", "--details=summary", "--disable-banner"]);

    [GeneratedRegex(@"\[\s*(?<passed>\d+) tests successful", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passed();
}
