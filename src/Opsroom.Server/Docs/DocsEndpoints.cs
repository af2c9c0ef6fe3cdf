using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Opsroom.Server.Docs;

/// <summary>The API's document, and the pages that show it. Everything comes from this process.</summary>
internal static class DocsEndpoints
{
    public static void AddDocs(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
        });
        services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.AddOperationTransformer<RouteDocTransformer>();
            options.AddDocumentTransformer<ApiDocument>();
        });
        services.AddSingleton<ApiDocument.Cache>();
    }

    public static void MapDocs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi.json", DocumentAsync).ExcludeFromDescription();
        routes.MapGet("/docs", () => DocsPage.SwaggerUI).ExcludeFromDescription();
        routes.MapGet("/redoc", () => DocsPage.Redoc).ExcludeFromDescription();
        routes.MapGet("/docs/{asset}", (string asset) => DocsAsset.Find("docs", asset)).ExcludeFromDescription();
        routes.MapGet("/redoc/{asset}", (string asset) => DocsAsset.Find("redoc", asset)).ExcludeFromDescription();
    }

    private static async Task<IResult> DocumentAsync(ApiDocument.Cache cache) => TypedResults.Bytes(await cache.Json, "application/json");
}
