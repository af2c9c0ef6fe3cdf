using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Opsroom.Server.Health;

namespace Opsroom.Server.Docs;

/// <summary>What the document says about the API as a whole.</summary>
internal sealed class ApiDocument : IOpenApiDocumentTransformer
{
    public const string Name = "v1";

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Runs", "Give the agents a task."),
        ("Workflow", "How far a task is, and what waits for a person."),
        ("Threads", "Durable conversations: their state, their journals, forks."),
        ("Artifacts", "Files that agents wrote and people handed in."),
        ("Agents", "Who can be asked."),
        ("Tools", "What agents can do, each of it callable directly."),
        ("Knowledge", "Documents of your own beside the shipped runbooks, and the search over all of them."),
        ("Policy", "What needs a person, and an operator's stop."),
        ("Health", "For people and for machines that watch."),
    ];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Opsroom",
            Version = HealthMonitor.Version,
            Description = """
                A self-hosted server that routes DevOps tasks to specialist agents.

                The HTTP code is about the request; `status` is about the run: a run that was accepted and then failed answers 200 with `"status": "error"`.
                A request that could not be accepted answers `{"detail": …}`: a sentence, or the list of what is wrong. Every answer has an `X-Request-ID`.
                """,
        };
        // where it is served from depends on who asks
        document.Servers = [];
        document.Tags = new HashSet<OpenApiTag>(Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
        foreach (var path in document.Paths.Values)
        {
            // HEAD is GET without the body
            path.Operations?.Remove(HttpMethod.Head);
        }

        return Task.CompletedTask;
    }

    /// <summary>The document as JSON, made when it is first asked for.</summary>
    internal sealed class Cache([FromKeyedServices(Name)] IOpenApiDocumentProvider provider)
    {
        private readonly Lazy<Task<byte[]>> json = new(() => WriteAsync(provider));

        public Task<byte[]> Json => json.Value;

        private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider provider)
        {
            var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
            using var stream = new MemoryStream();
            await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
            return stream.ToArray();
        }
    }
}
