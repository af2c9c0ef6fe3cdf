using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Opsroom.Tools.CodeGeneration.CSharp;
using Opsroom.Tools.CodeGeneration.Go;
using Opsroom.Tools.CodeGeneration.Java;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Python;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;
using Opsroom.Tools.CodeGeneration.TypeScript;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.CodeGeneration.Clients;

/// <param name="Files">Everything that was written.</param>
/// <param name="Operations">How many operations the client has.</param>
/// <param name="Warnings">What was written otherwise than the description may mean it.</param>
public sealed record GeneratedClient(ImmutableArray<WorkspaceFile> Files, int Operations, ImmutableArray<Finding> Warnings);

/// <summary>The tool that writes clients of an API.</summary>
public sealed class ClientTools
{
    [Tool("generate_api_client", Effect.Write)]
    [ToolExample("""{"spec_content": "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}}\n", "language": "python", "output_path": "clients/pets"}""")]
    [Description(
        "Writes a typed client for an OpenAPI 3.0, 3.1 or Swagger 2 description (YAML or JSON) into a folder of the workspace: models, enums, unions, authentication, typed errors, retries with backoff, "
        + "timeouts, paging where the description shows it, a README and an example. References that leave the document are refused. The same description gives the same files.")]
    public static ToolResult<GeneratedClient> Generate(
        [Description("The API description.")] TextInput spec,
        [Description("The language of the client.")] TargetLanguage language,
        [Description("The folder in the workspace that the client is written into.")] string outputPath,
        ToolContext context,
        [Description("How the client sends, where there is a choice: for python urllib (the standard library, the default) or httpx."), StringLength(40)] string? style = null)
    {
        if (Problem(language, style) is { } problem)
        {
            return ToolFailure.InvalidArgument(problem);
        }

        var (contract, notes) = ContractReader.Read(spec.Text);
        if (contract is null)
        {
            return ToolFailure.InvalidArgument($"The description cannot be made into a client. {Told(notes)}");
        }

        if (!contract.Operations.Any())
        {
            return ToolFailure.InvalidArgument("The description has no operations: paths is empty. For its types alone use generate_models.");
        }

        var files = ImmutableArray.CreateBuilder<WorkspaceFile>();
        foreach (var file in Write(contract, language, style))
        {
            var path = $"{outputPath.TrimEnd('/')}/{file.Path}";
            var written = context.Workspace.Write(path, MediaTypes.Of(path), Encoding.UTF8.GetBytes(file.Content));
            if (written.Value is not { } artifact)
            {
                return written.Failure!;
            }

            files.Add(artifact);
        }

        return new GeneratedClient(files.ToImmutable(), contract.Operations.Count(), notes);
    }

    /// <summary>The files of a client, for a language that <see cref="Problem"/> has nothing against.</summary>
    internal static IEnumerable<GeneratedFile> Write(Contract contract, TargetLanguage language, string? style) => language switch
    {
        TargetLanguage.CSharp => CSharpClient.Write(contract),
        TargetLanguage.TypeScript => TypeScriptClient.Write(contract),
        TargetLanguage.Python => PythonClient.Write(contract, style == "httpx"),
        TargetLanguage.Go => GoClient.Write(contract),
        TargetLanguage.Java => JavaClient.Write(contract),
        _ => throw new ArgumentOutOfRangeException(nameof(language)),
    };

    private static string? Problem(TargetLanguage language, string? style) => language switch
    {
        TargetLanguage.Python => style is null or "urllib" or "httpx" ? null : "style is urllib or httpx for python.",
        _ => style is null or "" ? null : $"There is one style only for {language}; leave style out.",
    };

    private static string Told(ImmutableArray<Finding> notes)
    {
        var errors = notes.Where(note => note.Severity == Severity.Error).ToList();
        var told = string.Join(" ", errors.Take(5).Select(note => note.Line is { } line ? $"Line {line}, column {note.Column}: {note.Message}" : note.Message));
        return errors.Count > 5 ? $"{told} And {errors.Count - 5} more; validate_openapi shows them all." : told;
    }
}
