using Opsroom.TestKit.Harness;
using Opsroom.Tools.CodeGeneration.Models;
using Opsroom.Tools.CodeGeneration.Sources;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Tests.Models;

/// <summary>A temporary folder with generated models.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-models-");

    /// <summary>The schemas of these tests.</summary>
    public static IReadOnlyList<string> Schemas { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AjvJudge.RepositoryRoot, "tests", "Opsroom.Tools.CodeGeneration.Tests", "Schemas")).Order(StringComparer.Ordinal)];

    public string FullName => folder.FullName;

    public static Contract Contract(string text, string? path = null, SchemaFormat? format = null)
    {
        var told = format ?? SchemaFormats.Detect(text, path);
        Assert.True(told is not null, "no format was found");
        var reading = ModelTools.Read(text, told!.Value, Path.GetFileName(path)?.Split('.')[0] ?? "Root");
        Assert.True(reading.Contract is not null, string.Join("\n", reading.Notes.Select(note => $"{note.Line}: {note.Message}")));
        return reading.Contract!;
    }

    /// <summary>Writes the models of all schemas, a folder for each.</summary>
    public void AddAll(TargetLanguage language)
    {
        foreach (var schema in Schemas)
        {
            Add(Path.GetFileName(schema).Split('.')[0], Contract(File.ReadAllText(schema), schema), language);
        }
    }

    /// <summary>Writes the models of a contract below a folder.</summary>
    public void Add(string name, Contract contract, TargetLanguage language)
    {
        foreach (var file in ModelWriter.Write(contract, language, name).Files)
        {
            Put(Path.Combine(name, file.Path), file.Content);
        }
    }

    public void Put(string name, string content)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("OPSROOM_KEEP_CLIENTS") != "1")
        {
            folder.Delete(recursive: true);
        }
    }
}
