using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Opsroom.Server.Streaming;

/// <summary>An answer that is a stream.</summary>
/// <param name="watch">Set where the watching began before the answer was known.</param>
internal sealed class StreamAnswer(StreamScope scope, ThreadWatch? watch = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var stream = httpContext.RequestServices.GetRequiredService<ThreadStream>();
        return stream.AnswerAsync(httpContext, scope, watch ?? stream.Watch(httpContext, scope.Key, scope.After));
    }
}
