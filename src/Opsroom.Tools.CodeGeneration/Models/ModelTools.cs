using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Opsroom.Tools.CodeGeneration.OpenApi;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Sources;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.CodeGeneration.Models;

/// <param name="Name">As the code has it.</param>
/// <param name="Kind">object, enum, union or alias.</param>
public sealed record GeneratedType(string Name, string Kind);

/// <param name="Files">Everything that was written.</param>
/// <param name="Types">What the code defines.</param>
/// <param name="Warnings">What was written otherwise than the schema may mean it.</param>
/// <param name="SchemaFormat">What the schema was read as.</param>
public sealed record GeneratedModels(ImmutableArray<WorkspaceFile> Files, ImmutableArray<GeneratedType> Types, ImmutableArray<Finding> Warnings, SchemaFormat SchemaFormat);

/// <summary>The tool that writes the types of a schema in a language.</summary>
public sealed class ModelTools
{
    [Tool("generate_models", Effect.Write)]
    [ToolExample("""{"schema_content": "{\"title\": \"Pet\", \"type\": \"object\", \"required\": [\"id\"], \"properties\": {\"id\": {\"type\": \"integer\"}, \"born\": {\"type\": \"string\", \"format\": \"date\"}}}", "language": "typescript", "output_path": "models"}""")]
    [Description(
        "Writes the types of a schema as code with reading and writing of JSON, without dependencies: from JSON Schema (draft 4 to 2020-12), OpenAPI or Swagger, GraphQL's schema language, a Prisma schema, "
        + "or sample JSON (several samples one after the other are merged). References that leave the document are refused. The same schema gives the same files.")]
    public static ToolResult<GeneratedModels> Generate(
        [Description("The schema, or the samples.")] TextInput schema,
        [Description("The language of the code.")] TargetLanguage language,
        [Description("The folder in the workspace that the code is written into.")] string outputPath,
        ToolContext context,
        [Description("What the schema is written in; told by its text where it is left out.")] SchemaFormat? schemaFormat = null,
        [Description("What the root of a schema or of samples is called where it has no title of its own; the name of the file where it is left out."), StringLength(200)] string? name = null)
    {
        if (string.IsNullOrWhiteSpace(schema.Text))
        {
            return ToolFailure.InvalidArgument("The schema is empty.");
        }

        if (schema.Text.Length > SpecText.MaxLength)
        {
            return ToolFailure.InvalidArgument($"The schema is longer than {SpecText.MaxLength:N0} characters; split it.");
        }

        if ((schemaFormat ?? SchemaFormats.Detect(schema.Text, schema.Path)) is not { } format)
        {
            return ToolFailure.InvalidArgument("What the schema is written in cannot be told from its text. Give schema_format: json-schema, openapi, graphql, prisma or json.");
        }

        var (contract, notes) = Read(schema.Text, format, NameOf(name, schema.Path));
        if (contract is null)
        {
            return ToolFailure.InvalidArgument($"No types can be made of this ({Told(format)}). {Told(notes)}");
        }

        if (contract.Types.IsEmpty)
        {
            return ToolFailure.InvalidArgument($"The schema ({Told(format)}) defines no types.");
        }

        var (generated, names) = ModelWriter.Write(contract, language, outputPath);
        var files = ImmutableArray.CreateBuilder<WorkspaceFile>();
        foreach (var file in generated)
        {
            var path = $"{outputPath.TrimEnd('/')}/{file.Path}";
            var written = context.Workspace.Write(path, MediaTypes.Of(path), Encoding.UTF8.GetBytes(file.Content));
            if (written.Value is not { } artifact)
            {
                return written.Failure!;
            }

            files.Add(artifact);
        }

        return new GeneratedModels(files.ToImmutable(), [.. contract.Types.Select(type => new GeneratedType(names[type.Name], KindOf(type)))], notes, format);
    }

    /// <summary>Reads a schema as types.</summary>
    internal static ContractReading Read(string text, SchemaFormat format, string name) => format switch
    {
        SchemaFormat.JsonSchema => JsonSchemaSource.Read(text, name),
        SchemaFormat.OpenApi => ContractReader.Read(text),
        SchemaFormat.GraphQL => GraphQLSource.Read(text, name),
        SchemaFormat.Prisma => PrismaSource.Read(text, name),
        SchemaFormat.Json => SampleSource.Read(text, name),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    private static string NameOf(string? name, string? path)
    {
        var given = string.IsNullOrWhiteSpace(name) ? Path.GetFileName(path)?.Split('.')[0] : name;
        return Words.Pascal(string.IsNullOrWhiteSpace(given) ? "root" : given, "Root");
    }

    private static string KindOf(NamedType type) => type switch { ObjectType => "object", EnumType => "enum", UnionType => "union", _ => "alias" };

    private static string Told(SchemaFormat format) => format switch
    {
        SchemaFormat.JsonSchema => "read as a JSON Schema",
        SchemaFormat.OpenApi => "read as OpenAPI",
        SchemaFormat.GraphQL => "read as GraphQL",
        SchemaFormat.Prisma => "read as a Prisma schema",
        _ => "read as sample JSON",
    };

    private static string Told(ImmutableArray<Finding> notes) =>
        string.Join(" ", notes.Where(note => note.Severity == Severity.Error).Take(5).Select(note => note.Line is { } line ? $"Line {line}, column {note.Column}: {note.Message}" : note.Message));
}
