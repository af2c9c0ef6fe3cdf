using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes;

/// <summary>A plain client of an API server for what tests put in place and look at; it knows nothing of the product's own.</summary>
public sealed partial class KubernetesApi : IDisposable
{
    public const string MergePatch = "application/merge-patch+json";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient http;

    /// <param name="kubeconfig">The path of a file with the authority's certificate and a token.</param>
    public KubernetesApi(string kubeconfig, string context)
    {
        var file = ObjectYaml.ReadOne(File.ReadAllText(kubeconfig));
        var chosen = Named(file, "contexts", context)["context"]!;
        var cluster = Named(file, "clusters", (string)chosen["cluster"]!)["cluster"]!;
        var user = Named(file, "users", (string)chosen["user"]!)["user"]!;
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(Path.Combine(Path.GetDirectoryName(kubeconfig)!, (string)cluster["certificate-authority"]!));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(authority);
        http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } })
        {
            BaseAddress = new Uri((string)cluster["server"]!),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)user["token"]!);
    }

    public Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, Json, cancellationToken);

    public Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, Json, cancellationToken);

    public Task<JsonObject> PutAsync(string path, JsonObject body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Put, path, body, Json, cancellationToken);

    /// <summary>Merges a patch into an object, or into its status where the path ends so.</summary>
    public Task<JsonObject> MergeAsync(string path, JsonObject patch, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, patch, new MediaTypeHeaderValue(MergePatch), cancellationToken);

    public Task<JsonObject> DeleteAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Delete, path, null, Json, cancellationToken);

    public void Dispose() => http.Dispose();

    private static JsonNode Named(JsonObject file, string list, string name) => file[list]!.AsArray().Single(each => (string)each!["name"]! == name)!;

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, MediaTypeHeaderValue type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = type;
        }

        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new KubernetesRefusedException(response.StatusCode, $"{method} {path}: {text.Trim()}");
    }
}

/// <summary>The API server did not do what it was asked.</summary>
public sealed class KubernetesRefusedException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status => status;
}
