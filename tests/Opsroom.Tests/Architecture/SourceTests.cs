using System.Runtime.CompilerServices;

namespace Opsroom.Tests.Architecture;

/// <summary>What the source has to look like, beyond what analyzers hold.</summary>
public sealed class SourceTests
{
    private const int MostLines = 400;

    /// <summary>Longer files, each with its reason.</summary>
    private static readonly Dictionary<string, string> MayBeLonger = new(StringComparer.Ordinal);

    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    private static IEnumerable<string> Sources => new[] { "src", "tests", "eng", "bench" }
        .Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !IsGiven(path));

    [Fact]
    public void Files_stay_short() =>
        Assert.Empty(Sources.Where(path => !MayBeLonger.ContainsKey(Relative(path)) && File.ReadLines(path).Count() > MostLines).Select(Relative));

    [Fact]
    public void There_are_no_regions() =>
        Assert.Empty(Sources.Where(path => File.ReadLines(path).Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal))).Select(Relative));

    [Fact]
    public void Namespaces_equal_folders()
    {
        var wrong = from path in Sources
                    where Relative(path).StartsWith("src/", StringComparison.Ordinal)
                    let declared = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
                    where declared is not null
                    let folder = Path.GetDirectoryName(Relative(path))!["src/".Length..].Replace('/', '.')
                    where declared != $"namespace {folder};"
                    select $"{Relative(path)}: {declared}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_type_is_called_a_manager_helper_or_util()
    {
        string[] vague = ["Manager.cs", "Helper.cs", "Helpers.cs", "Util.cs", "Utils.cs", "Common.cs"];
        Assert.Empty(Sources.Where(path => vague.Any(suffix => path.EndsWith(suffix, StringComparison.Ordinal))).Select(Relative));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "Opsroom.slnx"));
        var projects = new[] { "src", "tests", "eng", "bench" }.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories));
        Assert.All(projects.Select(Relative), project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    /// <summary>Whether a file goes into generated code as it is, and is not compiled here.</summary>
    private static bool IsGiven(string path) => Relative(path) is var file && file.StartsWith("src/Opsroom.Tools.CodeGeneration/", StringComparison.Ordinal) && file.Contains("/Runtime/", StringComparison.Ordinal);

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
