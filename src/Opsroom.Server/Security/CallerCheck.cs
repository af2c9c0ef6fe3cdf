using System.Net;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;

namespace Opsroom.Server.Security;

/// <summary>
/// Serves this machine only, until authentication is built: the connection has to come from a loopback address, and a request that a proxy passed on
/// counts as somebody else's, wherever the proxy stands.
/// </summary>
internal sealed class CallerCheck(RequestDelegate next)
{
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    public Task InvokeAsync(HttpContext context)
    {
        if (IsLoopback(context.Connection.RemoteIpAddress) && !CameThroughProxy(context.Request.Headers))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"opsroom\"";
        return ErrorAnswer.Of(
            StatusCodes.Status401Unauthorized,
            "This server has no authentication configured, so it answers only callers on its own machine, directly and not through a proxy.").ExecuteAsync(context);
    }

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool CameThroughProxy(IHeaderDictionary headers)
    {
        foreach (var header in ProxyHeaders)
        {
            if (headers.ContainsKey(header))
            {
                return true;
            }
        }

        return false;
    }
}
