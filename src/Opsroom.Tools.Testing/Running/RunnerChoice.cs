using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Running;

/// <summary>What runs the tests of a folder, found out from its files.</summary>
/// <param name="Name">As <c>pytest</c>.</param>
/// <param name="Collect">Files that hold the results, as patterns.</param>
internal sealed partial record RunnerChoice(string Name, string Command, ImmutableArray<string> Collect)
{
    public const string Results = "$RESULTS";

    private static readonly string[] Frameworks = ["vitest", "jest", "mocha"];

    public static readonly ImmutableArray<string> AnyReports =
        ["$RESULTS/*.xml", "$RESULTS/*.trx", "$RESULTS/*.json", "target/surefire-reports/*.xml", "build/test-results/*/*.xml", "TestResults/*.trx", "*/TestResults/*.trx", "junit.xml", "test-results/*.xml"];

    public static RunnerChoice Of(string command) => new("command", command, AnyReports);

    /// <summary>Null where nothing in the folder says how its tests are run.</summary>
    /// <param name="paths">Relative to the folder.</param>
    /// <param name="read">The text of one of them.</param>
    public static RunnerChoice? Find(IReadOnlyList<string> paths, Func<string, string> read)
    {
        var files = paths.Where(path => !path.Contains("node_modules/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal)).ToList();
        if (files.Any(DotNetChoice.IsBuilt))
        {
            return DotNetChoice.Find(files, read);
        }

        if (files.Contains("pom.xml"))
        {
            return new("maven", "mvn -o -q -B test", AnyReports);
        }

        if (files.Contains("build.gradle") || files.Contains("build.gradle.kts"))
        {
            return new("gradle", files.Contains("gradlew") ? "./gradlew --offline --no-daemon test" : "gradle --offline --no-daemon test", AnyReports);
        }

        if (files.Contains("go.mod"))
        {
            return new("go", $"go test {(files.Contains("vendor/modules.txt") ? "-mod=vendor " : "")}-json ./...", []);
        }

        if (files.Contains("package.json") && JavaScript(files, read("package.json"), paths) is { } script)
        {
            return script;
        }

        if (files.Any(file => PythonTest().IsMatch(file)) || files.Contains("pytest.ini") || files.Contains("conftest.py"))
        {
            return new("pytest", $"python3 -m pytest -q -p no:cacheprovider --junitxml={Results}/pytest.xml", AnyReports);
        }

        if (files.Where(file => ScriptTest().IsMatch(file)).ToList() is { Count: > 0 } scripts)
        {
            return NodeTest(scripts);
        }

        return files.Where(file => JavaTest().IsMatch(file)).Any() ? JavaConsole() : files.Any(file => file.EndsWith("_test.go", StringComparison.Ordinal)) ? new("go", "go test -json .", []) : null;
    }

    private static RunnerChoice? JavaScript(List<string> files, string package, IReadOnlyList<string> all)
    {
        foreach (var (name, entry, arguments) in new[]
        {
            ("vitest", "node_modules/vitest/vitest.mjs", $"run --reporter=default --reporter=json --outputFile.json={Results}/vitest.json"),
            ("jest", "node_modules/jest/bin/jest.js", $"--ci --json --outputFile={Results}/jest.json"),
            ("mocha", "node_modules/mocha/bin/mocha.js", $"--reporter json --reporter-option output={Results}/mocha.json"),
        })
        {
            if (all.Contains(entry, StringComparer.Ordinal) && (package.Contains($"\"{name}\"", StringComparison.Ordinal) || package.Contains(name + " ", StringComparison.Ordinal)))
            {
                return new(name, $"node {entry} {arguments}", AnyReports);
            }
        }

        var named = Frameworks.FirstOrDefault(name => package.Contains($"\"{name}\"", StringComparison.Ordinal));
        if (named is not null)
        {
            return new(named, $"npx --no-install {named}", AnyReports);
        }

        var scripts = files.Where(file => ScriptTest().IsMatch(file)).ToList();
        return scripts.Count > 0 ? NodeTest(scripts) : package.Contains("\"test\"", StringComparison.Ordinal) ? new("npm test", "npm test --silent", AnyReports) : null;
    }

    private static RunnerChoice NodeTest(List<string> scripts) =>
        new("node --test", $"node --test --test-reporter=tap {string.Join(' ', scripts.Where(file => !file.EndsWith(".ts", StringComparison.Ordinal)).Select(Quoted))}", []);

    /// <summary>The compiler and the console of JUnit 5, as Debian installs them.</summary>
    public static RunnerChoice JavaConsole() => new(
        "junit",
        "mkdir -p /tmp/classes && javac -nowarn -d /tmp/classes -cp '/usr/share/java/*' $(find . -name '*.java') && java -jar /usr/share/java/junit-platform-console-standalone.jar --class-path /tmp/classes --scan-class-path --disable-banner --reports-dir \"$RESULTS\"",
        AnyReports);

    /// <summary>Whether the choice may depend on what is in a file.</summary>
    public static bool IsRead(string file) => Path.GetExtension(file) is ".json" or ".csproj" or ".fsproj" or ".vbproj" or ".props" or ".targets";

    /// <summary>A path as <c>sh</c> reads it, whatever it holds.</summary>
    public static string Quoted(string path) => $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"(^|/)(test_[^/]+|[^/]+_test)\.py$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex PythonTest();

    [GeneratedRegex(@"(\.(test|spec)\.[cm]?[jt]s|(^|/)test[^/]*\.[cm]?js)$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ScriptTest();

    [GeneratedRegex(@"Tests?\.java$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex JavaTest();
}
