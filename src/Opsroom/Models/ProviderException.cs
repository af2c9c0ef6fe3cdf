using System.Net;

namespace Opsroom.Models;

/// <summary>A provider answered with an error, at once or in the middle of a stream.</summary>
/// <param name="status">The HTTP status; null in the middle of a stream.</param>
/// <param name="type">The provider's own word for it, such as <c>overloaded_error</c>.</param>
/// <param name="message">The provider's sentence.</param>
/// <param name="retryAfter">When it asks to be tried again.</param>
internal sealed class ProviderException(HttpStatusCode? status, string? type, string message, TimeSpan? retryAfter, Exception? inner = null)
    : Exception(message, inner)
{
    public HttpStatusCode? Status { get; } = status;

    public string? Type { get; } = type;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
