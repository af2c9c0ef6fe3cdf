using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Threads;

namespace Opsroom.Server.Security;

/// <summary>Who a request is from. The one place that authentication will change.</summary>
internal static class PrincipalSource
{
    public static Principal PrincipalOf(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.RequestServices.GetService<OpsroomServerOptions>()?.PrincipalOf?.Invoke(context) ?? Principal.Local;
    }
}
