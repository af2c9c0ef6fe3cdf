using System.Collections.Frozen;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.CSharp;
using Opsroom.Tools.CodeGeneration.Go;
using Opsroom.Tools.CodeGeneration.Java;
using Opsroom.Tools.CodeGeneration.Python;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;
using Opsroom.Tools.CodeGeneration.TypeScript;

namespace Opsroom.Tools.CodeGeneration.Models;

/// <summary>Writes the types of a contract without its operations, by what clients are written with.</summary>
internal static class ModelWriter
{
    /// <param name="outputPath">Where the files will stand; a Java package follows from it.</param>
    public static (IReadOnlyList<GeneratedFile> Files, FrozenDictionary<string, string> Names) Write(Contract contract, TargetLanguage language, string outputPath)
    {
        var types = contract with { Groups = [], Security = [], Servers = [] };
        var plan = new ClientPlan(types, LanguageNames.For(language), Reserved(contract, language));
        IEnumerable<GeneratedFile> files = language switch
        {
            TargetLanguage.CSharp => CSharpFiles(plan),
            TargetLanguage.TypeScript => [new("models.ts", new TypeScriptModels(plan).Write() + new TypeScriptGuards(plan).Write())],
            TargetLanguage.Python => PythonFiles(plan),
            TargetLanguage.Go => GoFiles(plan),
            TargetLanguage.Java => JavaFiles(plan, outputPath),
            _ => throw new ArgumentOutOfRangeException(nameof(language)),
        };
        return ([.. files], plan.Types);
    }

    private static IReadOnlyList<string> Reserved(Contract contract, TargetLanguage language) => language switch
    {
        TargetLanguage.CSharp => ["UnionConverter", "UnionVariant", CSharpNamespace(contract)],
        TargetLanguage.TypeScript => ["IsoDate", "IsoDateTime"],
        TargetLanguage.Python => ["Decoder", "Variant", "OpenStrEnum", "OpenIntEnum", "OpenFloatEnum"],
        TargetLanguage.Go => GoModels.RuntimeNames,
        TargetLanguage.Java => JavaModels.RuntimeNames,
        _ => [],
    };

    private static string CSharpNamespace(Contract contract) => Words.Pascal(contract.Title, "Root") + "Models";

    private static IEnumerable<GeneratedFile> CSharpFiles(ClientPlan plan)
    {
        var @namespace = CSharpNamespace(plan.Contract);
        foreach (var file in new CSharpModels(plan, @namespace).Write())
        {
            yield return new(Path.GetFileName(file.Path), file.Content);
        }

        if (plan.Contract.Types.Any(type => type is UnionType))
        {
            yield return new("UnionConverter.cs", RuntimeFiles.Read("CSharp/Runtime/UnionConverter.cs", ("ClientNamespace", @namespace)));
        }
    }

    private static IEnumerable<GeneratedFile> PythonFiles(ClientPlan plan)
    {
        var package = Words.Snake(plan.Contract.Title, "root") + "_models";
        yield return new($"{package}/__init__.py", "\"\"\"Types that read and write JSON.\"\"\"\n\nfrom .models import *  # noqa: F403\n");
        yield return new($"{package}/py.typed", "");
        yield return new($"{package}/_json.py", RuntimeFiles.Read("Python/Runtime/_json.py"));
        yield return new($"{package}/models.py", new PythonModels(plan).Write());
    }

    private static IEnumerable<GeneratedFile> GoFiles(ClientPlan plan)
    {
        var package = GoText.Package(plan.Contract.Title, "models");
        yield return new("json.go", RuntimeFiles.Read("Go/Runtime/json.go", ("clientpackage", package)));
        yield return new("models.go", new GoModels(plan, GoModels.RuntimeNames).Write(package));
    }

    private static IEnumerable<GeneratedFile> JavaFiles(ClientPlan plan, string outputPath)
    {
        // below a folder of sources the package is said by the path
        var at = outputPath.IndexOf("src/main/java/", StringComparison.Ordinal);
        var parts = at < 0 ? [] : outputPath[(at + "src/main/java/".Length)..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isSaid = parts.Length > 0 && Array.TrueForAll(parts, part => part == JavaClient.Package(part));
        var package = isSaid ? string.Join('.', parts) : JavaClient.Package(plan.Contract.Title) + ".models";
        var folder = isSaid ? "" : package.Replace('.', '/') + "/";
        foreach (var name in (string[])["Json", "JsonValue"])
        {
            yield return new($"{folder}{name}.java", RuntimeFiles.Read($"Java/Runtime/{name}.java", ("clientpackage", package)));
        }

        foreach (var file in new JavaModels(plan, package).Write())
        {
            yield return new(folder + file.Path, file.Content);
        }
    }
}
