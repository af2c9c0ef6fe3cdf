using System.Net;
using Microsoft.Extensions.Time.Testing;
using Opsroom.Models;

namespace Opsroom.Tests.Models;

public sealed class ProviderHttpTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("retry-after", "17", 17.0)]
    [InlineData("retry-after", "Tue, 01 Jan 2030 12:00:40 GMT", 40.0)]
    [InlineData("retry-after", "Tue, 01 Jan 2030 11:00:00 GMT", 0.0)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after-ms", "-5", null)]
    [InlineData("x-other", "1", null)]
    public async Task The_wait_that_a_provider_asks_for_is_read(string header, string value, double? seconds)
    {
        var exception = await FailAsync(HttpStatusCode.TooManyRequests, "{}", header, value);

        Assert.Equal(seconds, exception.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", "overloaded_error", "Overloaded")]
    [InlineData("""{"error":{"message":"Too long","type":"invalid_request_error","code":"context_length_exceeded"}}""", "context_length_exceeded", "Too long")]
    [InlineData("""{"error":"model 'x' not found"}""", null, "model 'x' not found")]
    [InlineData("<html>Bad gateway</html>", null, "HTTP 400")]
    [InlineData("", null, "HTTP 400")]
    [InlineData("[1]", null, "HTTP 400")]
    [InlineData("""{"error":{"message":17}}""", null, "HTTP 400")]
    public async Task The_error_of_a_body_is_read_whoever_wrote_it(string body, string? type, string message)
    {
        var exception = await FailAsync(HttpStatusCode.BadRequest, body, "x-other", "1");

        Assert.Equal((HttpStatusCode.BadRequest, type, message), (exception.Status, exception.Type, exception.Message));
    }

    private async Task<ProviderException> FailAsync(HttpStatusCode status, string body, string header, string value)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        response.Headers.TryAddWithoutValidation(header, value);
        using var client = new HttpClient(new ProviderHttp(time, new Canned(response)));
        return await Assert.ThrowsAsync<ProviderException>(() => client.GetAsync(new Uri("http://provider.invalid/"), TestContext.Current.CancellationToken));
    }

    private sealed class Canned(HttpResponseMessage response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(response);
    }
}
