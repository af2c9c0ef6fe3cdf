namespace Opsroom.Tools.CodeGeneration;

/// <summary>Clients, models and checks from contracts: OpenAPI, JSON Schema, GraphQL, Prisma.</summary>
public static class CodeGenerationToolSets
{
    /// <summary>The sets of tools, for <see cref="ToolCatalog"/>.</summary>
    public static IReadOnlyList<object> Create() => [new OpenApi.Checking.OpenApiTools(), new Clients.ClientTools(), new Models.ModelTools()];
}
