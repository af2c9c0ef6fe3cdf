using System.Text;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>An answer that is read as it comes.</summary>
internal sealed class KubeStream(HttpResponseMessage response, Stream stream, KubeFaults faults, KubeAccess access) : IDisposable
{
    private readonly StreamReader reader = new(stream, Encoding.UTF8);

    /// <summary>The next line; null at the end.</summary>
    public async Task<(string? Line, ToolFailure? Failure)> ReadLineAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await reader.ReadLineAsync(cancellationToken), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, faults.NotReached(access, exception));
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
