using System.Net;
using System.Net.Http.Headers;

namespace ClientNamespace;

/// <summary>An answer that is no success.</summary>
public class ApiException : Exception
{
    internal ApiException(string method, Uri url, HttpStatusCode statusCode, HttpResponseHeaders headers, string body)
        : base($"{method} {url} answered {(int)statusCode}.")
    {
        StatusCode = statusCode;
        Headers = headers;
        Body = body;
    }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The headers of the answer.</summary>
    public HttpResponseHeaders Headers { get; }

    /// <summary>The body as it came.</summary>
    public string Body { get; }
}

/// <summary>An answer that is no success, with a body as the API documents it.</summary>
/// <typeparam name="T">The type of the body.</typeparam>
public sealed class ApiException<T> : ApiException
{
    internal ApiException(string method, Uri url, HttpStatusCode statusCode, HttpResponseHeaders headers, string body, T error)
        : base(method, url, statusCode, headers, body) => Error = error;

    /// <summary>The body.</summary>
    public T Error { get; }
}
