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
        (["linked"], _) => LinkedAsync(context),
        (["told"], _) => ToldAsync(context),
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

    /// <summary>Three pages, each with links as a proxy would get them wrong: to another host, and with the key in the open.</summary>
    private static Task LinkedAsync(HttpContext context)
    {
        var page = PageOf(context.Request);
        string To(int number, string relation) => $"<https://inside.test/linked?page={number}&per_page=2&key=q%20k>; rel=\"{relation}\"";
        context.Response.Headers.Append("Link", $"{To(1, "first")}, {To(3, "last")}");
        if (page < 3)
        {
            context.Response.Headers.Append("Link", $"{To(page, "self")}, {To(page + 1, "next")}");
        }

        return context.Response.WriteAsJsonAsync(NamesOf(context.Request.Query["key"] == "q k" ? page : -1, context.Request), context.RequestAborted);
    }

    private static Task ToldAsync(HttpContext context)
    {
        var page = PageOf(context.Request);
        context.Response.Headers["X-Next-Page"] = page < 3 ? (page + 1).ToString(CultureInfo.InvariantCulture) : "";
        return context.Response.WriteAsJsonAsync(new { names = NamesOf(page, context.Request) }, context.RequestAborted);
    }

    private static int PageOf(HttpRequest request) => request.Query["page"] is [{ } page] ? int.Parse(page, CultureInfo.InvariantCulture) : 1;

    private static string[] NamesOf(int page, HttpRequest request) => request.Query["per_page"] == "2" ? [$"a{page}", $"b{page}"] : ["wrong"];

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
