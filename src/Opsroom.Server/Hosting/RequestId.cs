using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Opsroom.Server.Hosting;

/// <summary>Gives every request an id, the caller's own where it is a sane one, and every answer an <c>X-Request-ID</c>. The id is the request's trace identifier.</summary>
internal sealed class RequestId(RequestDelegate next)
{
    public const string Header = "X-Request-ID";
    private const int LongestId = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:+/=@");

    public Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header];
        var id = given.Count == 1 && IsSane(given[0]) ? given[0]! : Guid.CreateVersion7().ToString("N");
        context.TraceIdentifier = id;
        Stamp(context);
        return next(context);
    }

    /// <summary>Sets the answer's header, again where an error has cleared the answer.</summary>
    public static void Stamp(HttpContext context) => context.Response.Headers[Header] = context.TraceIdentifier;

    private static bool IsSane(string? id) => id is { Length: > 0 and <= LongestId } && !id.AsSpan().ContainsAnyExcept(Allowed);
}
