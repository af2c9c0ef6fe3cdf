using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Opsroom.Server;

/// <summary>A JSON answer, written by generated code.</summary>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) : IResult
{
    /// <summary>Where what was made or started is found.</summary>
    public string? Location { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        await using (var json = new Utf8JsonWriter(response.BodyWriter, JsonWire.Writer))
        {
            JsonSerializer.Serialize(json, value, type);
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
