using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Opsroom.Tools.CodeGeneration.Tests.RoundTrips;

/// <summary>What the served API does to requests on their way: it sends them on, keeps them waiting, or is down.</summary>
internal static class MockWire
{
    /// <param name="rest">The path below <c>/wire/</c>.</param>
    /// <param name="count">How often it was asked for with this method.</param>
    /// <param name="here">A path at this origin that tells what it received.</param>
    /// <param name="there">Such an address at another origin.</param>
    public static Task AnswerAsync(HttpContext context, string rest, int count, string here, string there) => (rest.Split('/'), context.Request.Method) switch
    {
        (["here"], _) => ReceivedAsync(context),
        (["moved", var how], _) => MoveAsync(context, int.Parse(how[..3], CultureInfo.InvariantCulture), how[4..] switch { "here" => here, "there" => there, _ => context.Request.Path }),
        (["slow", var part], _) => NeverAsync(context, part == "body"),
        (["down", "0"], "GET") when count > 1 => context.Response.WriteAsync("up", context.RequestAborted),
        (["down", var seconds], _) => DownAsync(context, seconds),
        _ => context.Response.WriteAsync(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, context.RequestAborted),
    };

    /// <summary>Answers what of a request may say who calls.</summary>
    public static async Task ReceivedAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        await context.Response.WriteAsync(
            $"{request.Method} auth={request.Headers.Authorization} key={request.Headers["X-Key"]} session={request.Cookies["session"]} own={request.Headers["X-Own"]} body={body}", context.RequestAborted);
    }

    private static Task MoveAsync(HttpContext context, int status, string to)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = to;
        return Task.CompletedTask;
    }

    private static Task DownAsync(HttpContext context, string seconds)
    {
        context.Response.StatusCode = 503;
        context.Response.Headers.RetryAfter = seconds;
        return Task.CompletedTask;
    }

    private static async Task NeverAsync(HttpContext context, bool isBegun)
    {
        if (isBegun)
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("begun", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
    }
}
