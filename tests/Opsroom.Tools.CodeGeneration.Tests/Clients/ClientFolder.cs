using Opsroom.TestKit.Harness;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Tests.Clients;

/// <summary>A temporary folder with generated clients.</summary>
internal sealed class ClientFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-clients-");

    /// <summary>The graders' descriptions that clients can be made of, and those of these tests.</summary>
    public static IReadOnlyList<string> Specs { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(AjvJudge.RepositoryRoot, "evals", "development", "specs"))
            .Where(file => !Path.GetFileName(file).StartsWith("refuse-", StringComparison.Ordinal) && !file.Contains(".expected.", StringComparison.Ordinal) && Path.GetExtension(file) is ".yaml" or ".json")
            .Order(StringComparer.Ordinal),
        .. Directory.EnumerateFiles(Path.Combine(AjvJudge.RepositoryRoot, "tests", "Opsroom.Tools.CodeGeneration.Tests", "Specs")).Order(StringComparer.Ordinal),
    ];

    public string FullName => folder.FullName;

    public static Contract Contract(string file)
    {
        var reading = ContractReader.Read(File.ReadAllText(file));
        Assert.True(reading.Contract is not null, $"{file}: {string.Join("\n", reading.Notes.Select(note => $"{note.Line}: {note.Message}"))}");
        return reading.Contract!;
    }

    /// <summary>Writes the client of a description; answers its folder.</summary>
    public string Add(string file, TargetLanguage language, string? style = null, bool isRenamed = true)
    {
        var name = Path.GetFileNameWithoutExtension(file).Replace('.', '-');
        var to = Path.Combine(folder.FullName, name);
        var contract = Contract(file);
        // descriptions of one title make namespaces of one name, and C# is compiled all at once
        contract = language == TargetLanguage.CSharp && isRenamed ? contract with { Title = $"n{folder.GetDirectories().Length} {contract.Title}" } : contract;
        foreach (var written in ClientTools.Write(contract, language, style))
        {
            var path = Path.Combine(to, written.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, written.Content);
        }

        return to;
    }

    public void Put(string name, string content) => File.WriteAllText(Path.Combine(folder.FullName, name), content);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("OPSROOM_KEEP_CLIENTS") != "1")
        {
            folder.Delete(recursive: true);
        }
    }
}
