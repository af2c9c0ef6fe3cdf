using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Opsroom.Server.Errors;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Errors;

public sealed class UnhandledErrorTests
{
    [Fact]
    public async Task A_fault_is_answered_with_the_request_id_and_nothing_of_itself()
    {
        var (context, body) = await HandleAsync(new InvalidOperationException("secret path /etc/opsroom"));
        Assert.Equal(StatusCodes.Status500InternalServerError, context.Response.StatusCode);
        Assert.Contains("request-1", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("request-1", context.Response.Headers["X-Request-ID"]);
        Assert.Equal("nosniff", context.Response.Headers.XContentTypeOptions);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_503_and_says_when_to_try_again()
    {
        var (context, body) = await HandleAsync(new StoreUnavailableException("disk /var full"));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
        Assert.Equal("2", context.Response.Headers.RetryAfter);
        Assert.DoesNotContain("/var", body.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<(HttpContext Context, JsonElement Body)> HandleAsync(Exception fault)
    {
        var context = new DefaultHttpContext { TraceIdentifier = "request-1" };
        using var body = new MemoryStream();
        context.Response.Body = body;
        Assert.True(await new UnhandledErrors(NullLogger<UnhandledErrors>.Instance).TryHandleAsync(context, fault, TestContext.Current.CancellationToken));
        return (context, JsonElement.Parse(body.ToArray()));
    }
}
