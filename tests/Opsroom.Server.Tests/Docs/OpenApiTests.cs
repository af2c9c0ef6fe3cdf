using System.Runtime.CompilerServices;
using System.Text.Json;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Docs;

public sealed class OpenApiTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Methods = ["get", "put", "post", "delete"];

    [Fact]
    public async Task The_document_is_the_approved_one()
    {
        var received = await server.Client.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken);
        var approved = Path.Combine(Path.GetDirectoryName(ThisFile())!, "openapi.approved.json");
        if (!File.Exists(approved) || await File.ReadAllTextAsync(approved, TestContext.Current.CancellationToken) != received)
        {
            var beside = Path.ChangeExtension(approved, ".received.json");
            await File.WriteAllTextAsync(beside, received, TestContext.Current.CancellationToken);
            Assert.Fail($"The document has changed. Compare {beside} with {approved}, and copy it over if the change is meant.");
        }
    }

    [Fact]
    public async Task Every_route_is_described_with_its_answers_and_refusals()
    {
        var (_, document) = await server.GetAsync("/openapi.json");
        foreach (var (name, operation) in Operations(document))
        {
            Assert.True(operation.TryGetProperty("summary", out _), name);
            Assert.True(operation.TryGetProperty("description", out _), name);
            Assert.True(operation.TryGetProperty("operationId", out _), name);
            var responses = operation.GetProperty("responses");
            foreach (var status in new[] { "400", "401", "403", "500", "503" })
            {
                Assert.True(responses.TryGetProperty(status, out _), $"{name} {status}");
            }

            if (operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json))
            {
                Assert.True(json.TryGetProperty("example", out _), name);
                Assert.True(responses.TryGetProperty("413", out _) && responses.TryGetProperty("415", out _) && responses.TryGetProperty("422", out _), name);
            }
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var text = await server.Client.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        foreach (var part in text.Split("\"#/components/schemas/")[1..])
        {
            var name = part[..part.IndexOf('"', StringComparison.Ordinal)];
            Assert.True(schemas.TryGetProperty(name, out _), name);
        }
    }

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select ($"{operation.Name} {path.Name}", operation.Value);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
