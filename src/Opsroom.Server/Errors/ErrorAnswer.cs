using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Opsroom.Server.Errors;

/// <summary>An answer in FastAPI's shape: <c>{"detail": …}</c> with a sentence, or with the list of what is wrong.</summary>
internal sealed class ErrorAnswer : IResult
{
    private readonly int status;
    private readonly string? sentence;
    private readonly IReadOnlyList<RequestProblem> problems;
    private readonly int? retryAfterSeconds;

    private ErrorAnswer(int status, string? sentence, IReadOnlyList<RequestProblem> problems, int? retryAfterSeconds = null) =>
        (this.status, this.sentence, this.problems, this.retryAfterSeconds) = (status, sentence, problems, retryAfterSeconds);

    public static ErrorAnswer Of(int status, string sentence) => new(status, sentence, []);

    public static ErrorAnswer NotFound(string sentence) => Of(StatusCodes.Status404NotFound, sentence);

    public static ErrorAnswer Conflict(string sentence) => Of(StatusCodes.Status409Conflict, sentence);

    /// <summary>503 with <c>Retry-After</c>.</summary>
    public static ErrorAnswer Unavailable(string sentence, int retryAfterSeconds = 2) =>
        new(StatusCodes.Status503ServiceUnavailable, sentence, [], retryAfterSeconds);

    /// <summary>422 with everything that is wrong.</summary>
    public static ErrorAnswer Invalid(params IReadOnlyList<RequestProblem> problems) =>
        new(StatusCodes.Status422UnprocessableEntity, null, problems);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        if (retryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var body = Body();
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    private ReadOnlyMemory<byte> Body()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.Writer))
        {
            json.WriteStartObject();
            if (sentence is not null)
            {
                json.WriteString("detail", sentence);
            }
            else
            {
                json.WriteStartArray("detail");
                foreach (var problem in problems)
                {
                    problem.WriteTo(json);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
