using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Development;

/// <summary>A contract that code can be made of: shown in the task, or a file.</summary>
/// <param name="Content">Null where it is a file.</param>
/// <param name="Path">Null where it is shown.</param>
/// <param name="Format">As <c>generate_models</c> calls it; null where it has to see for itself.</param>
internal sealed record ContractSource(string? Content, string? Path, string? Format)
{
    private static readonly string[] SpecNames = ["openapi", "swagger", "oas", "api-docs", "apidocs", "spec"];
    private static readonly string[] SpecExtensions = [".yaml", ".yml", ".json"];
    private static readonly string[] SchemaExtensions = [".graphql", ".graphqls", ".gql", ".prisma"];

    /// <summary>Where the contract may be, the likeliest only: more than one is a question to the person.</summary>
    public static ImmutableArray<ContractSource> Find(PlaybookBrief asked, TaskBrief brief, bool isForModels)
    {
        ImmutableArray<ContractSource> shown = [.. brief.CodeBlocks.Select(block => (block.Content, Format: FormatOf(block))).Where(each => each.Format == "openapi" || (isForModels && each.Format is not null))
            .Select(each => new ContractSource(each.Content, null, each.Format))];
        if (!shown.IsEmpty)
        {
            return shown[..1];
        }

        var named = brief.Paths.Where(path => IsContract(path, isForModels)).Select(asked.FileNamed).Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (!named.IsEmpty)
        {
            return [FromFile(named[0])];
        }

        var files = asked.Files.Where(file => IsContract(file, isForModels)).ToImmutableArray();
        var telling = files.Where(file => SpecNames.Any(name => System.IO.Path.GetFileName(file).Contains(name, StringComparison.OrdinalIgnoreCase))).ToImmutableArray();
        return [.. (telling.IsEmpty ? files : telling).Select(FromFile)];
    }

    private static ContractSource FromFile(string path) => new(null, path, System.IO.Path.GetExtension(path) switch
    {
        ".graphql" or ".graphqls" or ".gql" => "graphql",
        ".prisma" => "prisma",
        _ => null,
    });

    private static bool IsContract(string path, bool isForModels) =>
        SpecExtensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)) && System.IO.Path.GetFileName(path) is not ("package.json" or "tsconfig.json" or "package-lock.json")
        || (isForModels && SchemaExtensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)));

    private static string? FormatOf(CodeBlock block)
    {
        var text = block.Content.TrimStart();
        if (text.StartsWith("openapi:", StringComparison.Ordinal) || text.StartsWith("swagger:", StringComparison.Ordinal) || text.Contains("\nopenapi:", StringComparison.Ordinal)
            || text.Contains("\nswagger:", StringComparison.Ordinal) || (text.StartsWith('{') && (text.Contains("\"openapi\"", StringComparison.Ordinal) || text.Contains("\"swagger\"", StringComparison.Ordinal))))
        {
            return "openapi";
        }

        return block.Kind switch
        {
            "graphql" or "gql" => "graphql",
            "prisma" => "prisma",
            "json" => text.Contains("\"$schema\"", StringComparison.Ordinal) || text.Contains("\"properties\"", StringComparison.Ordinal) ? "json-schema" : "json",
            "yaml" when text.Contains("properties:", StringComparison.Ordinal) => "json-schema",
            _ => null,
        };
    }
}
