namespace Opsroom.Tools.Testing.Running;

/// <summary>How tests of .NET are run: by VSTest, by Microsoft.Testing.Platform, or as the executables that they are. Each writes its own report.</summary>
internal static class DotNetChoice
{
    private static readonly string[] Frameworks = ["xunit", "nunit", "mstest", "Microsoft.NET.Test.Sdk"];

    public static bool IsBuilt(string file) => IsProject(file) || IsSolution(file);

    /// <param name="files">Relative to the folder, with a project or a solution among them.</param>
    public static RunnerChoice Find(List<string> files, Func<string, string> read)
    {
        var projects = files.Where(IsProject).ToList();
        // what all projects have in common may say it too
        var shared = string.Concat(files.Where(file => Path.GetFileName(file) is "Directory.Build.props" or "Directory.Packages.props" or "Directory.Build.targets").Select(read));
        var all = shared + string.Concat(projects.Select(read));
        var named = files.Exists(file => !file.Contains('/') && IsBuilt(file)) ? null
            : files.Find(IsSolution) ?? projects.Find(file => Tests(read(file))) ?? projects[0];
        if (files.Contains("global.json") && read("global.json").Contains("Microsoft.Testing.Platform", StringComparison.Ordinal))
        {
            var option = named is null ? "" : $" {(IsSolution(named) ? "--solution" : "--project")} {RunnerChoice.Quoted(named)}";
            return Of("dotnet test", $"dotnet test{option}{PlatformReport(all)}");
        }

        // SDK 10 tests executables with VSTest no more, unless they have its adapter
        var executables = projects.Where(file => read(file) is var text && text.Contains("xunit.v3", StringComparison.Ordinal) && !(text + shared).Contains("Microsoft.NET.Test.Sdk", StringComparison.Ordinal)).ToList();
        return executables.Count > 0
            ? Of("xunit", $"code=0; {string.Join("; ", executables.Select((file, at) => $"dotnet run --project {RunnerChoice.Quoted(file)} -- {Arguments(shared + read(file), at)} || code=$?"))}; exit $code")
            : Of("dotnet test", $"dotnet test{(named is null ? "" : $" {RunnerChoice.Quoted(named)}")} --nologo --logger trx --results-directory {RunnerChoice.Results}");
    }

    private static RunnerChoice Of(string name, string command) => new(name, command, RunnerChoice.AnyReports);

    /// <summary>The report that the framework's executables can write; one without any refuses the option.</summary>
    private static string PlatformReport(string projects) =>
        $" --results-directory {RunnerChoice.Results}" + (projects.Contains("xunit.v3", StringComparison.Ordinal) ? " --report-xunit-trx" : projects.Contains("MSTest", StringComparison.Ordinal) || projects.Contains("TrxReport", StringComparison.Ordinal) ? " --report-trx" : "");

    /// <summary>An executable of xunit.v3 has options of its own, or those of the platform where the project wants it.</summary>
    private static string Arguments(string project, int at) => project.Contains("<UseMicrosoftTestingPlatformRunner>true", StringComparison.OrdinalIgnoreCase)
        ? $"--results-directory {RunnerChoice.Results} --report-xunit-trx --report-xunit-trx-filename {at}.trx"
        : $"-xml {RunnerChoice.Results}/{at}.xml -noColor";

    private static bool Tests(string project) => Frameworks.Any(name => project.Contains(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsSolution(string file) => file.EndsWith(".sln", StringComparison.Ordinal) || file.EndsWith(".slnx", StringComparison.Ordinal);

    private static bool IsProject(string file) => Path.GetExtension(file) is ".csproj" or ".fsproj" or ".vbproj";
}
