using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Server.Hosting;

namespace Opsroom.Server.Streaming;

/// <summary>An answer that is a stream.</summary>
internal sealed class StreamAnswer(StreamScope scope) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (scope.Run is { } run)
        {
            httpContext.Features.Set(new RequestRun(scope.Key.Id, run));
        }

        return httpContext.RequestServices.GetRequiredService<ThreadStream>().AnswerAsync(httpContext, scope);
    }
}
