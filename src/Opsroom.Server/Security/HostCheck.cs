using System.Net;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;

namespace Opsroom.Server.Security;

/// <summary>Keeps pages of other sites from reaching a local server under their own name (DNS rebinding): the host that a request names has to be ours.</summary>
internal sealed class HostCheck(RequestDelegate next, ServerOptions options)
{
    private readonly HashSet<string> allowed = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context) => IsOurs(context.Request.Host.Host)
        ? next(context)
        : ErrorAnswer.Of(
            StatusCodes.Status400BadRequest,
            "The Host header names another server. Use localhost or a loopback address, or list the name in Server:AllowedHosts.").ExecuteAsync(context);

    private bool IsOurs(string host) =>
        host is "127.0.0.1" or "localhost" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IsLoopback(host) || allowed.Contains(host);

    private static bool IsLoopback(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
