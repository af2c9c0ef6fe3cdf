using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Opsroom.Server.Errors;

namespace Opsroom.Server.Docs;

/// <summary>Writes what <see cref="RouteDoc"/> says about a route into the document: parameters, bodies with examples, every answer and refusal.</summary>
internal sealed class RouteDocTransformer : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    /// <summary>What any route may answer.</summary>
    private static readonly (int Status, string Why)[] Everywhere =
    [
        (StatusCodes.Status400BadRequest, "The `Host` header names another server."),
        (StatusCodes.Status401Unauthorized, "The caller is not on this machine, and no authentication is configured."),
        (StatusCodes.Status403Forbidden, "A page of another origin called."),
        (StatusCodes.Status500InternalServerError, "The server failed; its log has the reason under the request id."),
        (StatusCodes.Status503ServiceUnavailable, "The store cannot be reached, or the server is stopping; `Retry-After` says when to try again."),
    ];

    private static readonly (int Status, string Why)[] WithBody =
    [
        (StatusCodes.Status413PayloadTooLarge, "The body is larger than this route takes."),
        (StatusCodes.Status415UnsupportedMediaType, "The body is not JSON."),
    ];

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteDoc>().FirstOrDefault() is not { } doc)
        {
            return;
        }

        operation.OperationId = JsonNamingPolicy.SnakeCaseLower.ConvertName(doc.Tag + doc.Name);
        operation.Parameters = [.. doc.Parameters.Select(ParameterOf)];
        if (doc.Body is { } body)
        {
            operation.RequestBody = await BodyOfAsync(body, context, cancellationToken);
        }

        operation.Responses ??= [];
        foreach (var answer in doc.Answers)
        {
            Describe(operation.Responses, answer);
        }

        await AddErrorsAsync(operation.Responses, doc, context, cancellationToken);
    }

    private static OpenApiParameter ParameterOf(ParameterDoc parameter) => new()
    {
        Name = parameter.Name,
        In = Enum.Parse<ParameterLocation>(parameter.In, ignoreCase: true),
        Description = parameter.Description,
        Required = parameter.Required,
        Schema = new OpenApiSchema
        {
            Type = Enum.Parse<JsonSchemaType>(parameter.Type, ignoreCase: true),
            Pattern = parameter.Pattern,
        },
    };

    private static async Task<OpenApiRequestBody> BodyOfAsync(BodyDoc body, OpenApiOperationTransformerContext context, CancellationToken cancellationToken) => new()
    {
        Required = body.Required,
        Content = body.Type is null
            ? new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/octet-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
            }
            : new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Json] = new() { Schema = await SchemaOfAsync(body.Type, context, cancellationToken), Example = Parse(body.Example) },
            },
    };

    private static void Describe(OpenApiResponses responses, AnswerDoc answer)
    {
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        if (!responses.TryGetValue(status, out var known) || known is not OpenApiResponse response)
        {
            responses[status] = response = new OpenApiResponse();
        }

        response.Description = answer.Description;
        if (answer.Type is not null && response.Content is { } content && content.TryGetValue(Json, out var json))
        {
            json.Example = Parse(answer.Example);
        }
        else if (answer.MediaType is { } media)
        {
            response.Content = new Dictionary<string, OpenApiMediaType>(response.Content ?? new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal), StringComparer.Ordinal)
            {
                [media] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = answer.Example is null ? null : JsonValue.Create(answer.Example) },
            };
        }
    }

    private static async Task AddErrorsAsync(OpenApiResponses responses, RouteDoc doc, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IEnumerable<(int Status, string Why)> errors = [.. Everywhere, .. doc.Body is null ? [] : WithBody, .. doc.Errors];
        foreach (var group in errors.GroupBy(error => error.Status).OrderBy(group => group.Key))
        {
            var type = group.Key == StatusCodes.Status422UnprocessableEntity ? typeof(ValidationErrors) : typeof(ErrorDetail);
            var status = group.Key.ToString(CultureInfo.InvariantCulture);
            var why = string.Join(" ", group.Select(error => error.Why));
            var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new() { Schema = await SchemaOfAsync(type, context, cancellationToken) } };
            responses[status] = responses.TryGetValue(status, out var answer)
                ? new OpenApiResponse { Description = $"{answer.Description} {why}".Trim(), Content = answer.Content }
                : new OpenApiResponse { Description = why, Content = content };
        }
    }

    private static async Task<IOpenApiSchema> SchemaOfAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(type.Name) != true)
        {
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
        }

        return new OpenApiSchemaReference(type.Name, document);
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
