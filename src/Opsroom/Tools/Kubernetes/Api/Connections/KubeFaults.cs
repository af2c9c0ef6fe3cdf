using System.Globalization;
using System.Net;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>Says what went wrong between this server and a cluster, and what to do about it.</summary>
/// <param name="Cluster">As the configuration names it.</param>
/// <param name="Login">How it is logged into, for a person: the context and its files.</param>
/// <param name="Server">Its address; null where the kubeconfig could not be read.</param>
internal sealed record KubeFaults(string Cluster, string Login, Uri? Server)
{
    private const int MostCauses = 8;

    private string Where => Server is null ? $"Cluster '{Cluster}'" : $"Cluster '{Cluster}' at {Server.GetLeftPart(UriPartial.Path).TrimEnd('/')}";

    public ToolFailure Unusable(string why) => new(FaultCodes.Unreachable, $"Cluster '{Cluster}' cannot be used: {OutsideText.OneLine(why)}. It is configured by {Login}.", KubernetesOptions.Setting);

    public ToolFailure TimedOut(KubeAccess access, TimeSpan patience) => new(
        FaultCodes.Timeout,
        string.Create(CultureInfo.InvariantCulture, $"{Where} did not answer within {patience.TotalSeconds:0.#} s (Kubernetes:RequestTimeout) when it was to {access.Purpose}."),
        "Kubernetes:RequestTimeout");

    public ToolFailure NotReached(KubeAccess access, Exception exception) => new(
        FaultCodes.Unreachable, $"{Where} could not be reached to {access.Purpose}: {Why(exception)}. Check the server's address in {Login}, and the network.", KubernetesOptions.Setting);

    public ToolFailure Mistrusted(KubeAccess access, string why) => new(
        FaultCodes.Unreachable, $"{Where} was not asked to {access.Purpose}: {why}. Put the cluster's certificate authority and address into {Login}.", KubernetesOptions.Setting);

    public ToolFailure Redirected(KubeAccess access) => new(
        FaultCodes.Unreachable, $"{Where} redirected the request to {access.Purpose} to another place, where the credentials must not go. Put the final address into {Login}.", KubernetesOptions.Setting);

    public ToolFailure NotKubernetes(KubeAccess access) => new(
        FaultCodes.Unreachable, $"What answered for {Lower(Where)} to {access.Purpose} does not speak the Kubernetes API. Check the server's address in {Login}.", KubernetesOptions.Setting);

    public ToolFailure TooLong(KubeAccess access, int most) => new(
        FaultCodes.Unreachable, $"The answer of {Lower(Where)} when it was to {access.Purpose} was longer than {most / 1024 / 1024} MiB and was not read. Narrow it by namespace or label selector.");

    public ToolFailure Refused(KubeRequest request, HttpStatusCode code, KubeStatus status, TimeSpan? wait)
    {
        var (access, said) = (request.Access, Said(status));
        return code switch
        {
            HttpStatusCode.Unauthorized => new ToolFailure(
                FaultCodes.Denied, $"{Where} refused the credentials of {Login} (401), so it could not {access.Purpose}. They are expired or not valid there: log in again, or put new ones in.{said}",
                KubernetesOptions.Setting),
            HttpStatusCode.Forbidden when IsByRoles(status) => new ToolFailure(
                FaultCodes.Denied,
                $"RBAC of cluster '{Cluster}' does not allow it to {access.Verb} {access.Resource}{(access.Namespace is null ? " in the whole cluster" : $" in namespace {access.Namespace}")}. "
                + $"A {(access.Namespace is null ? "ClusterRole" : "Role or ClusterRole")} with this rule, bound to its user, would: {access.Rule}.{said}"),
            HttpStatusCode.Forbidden => new ToolFailure(FaultCodes.Denied, $"Cluster '{Cluster}' did not admit it to {access.Purpose}.{said}"),
            HttpStatusCode.NotFound => ToolFailure.NotFound($"Cluster '{Cluster}' could not {access.Purpose}: there is no such object.{said}"),
            HttpStatusCode.Conflict => new ToolFailure(FaultCodes.Conflict, $"Cluster '{Cluster}' did not {access.Purpose}: it is there already, or was changed in the meantime. Look at it again.{said}"),
            HttpStatusCode.Gone => new ToolFailure(FaultCodes.Conflict, $"Cluster '{Cluster}' no longer has what was asked for when it was to {access.Purpose}. Begin again.{said}"),
            HttpStatusCode.UnprocessableEntity => ToolFailure.InvalidArgument($"Cluster '{Cluster}' refused to {access.Purpose}: the object is not valid.{said}"),
            HttpStatusCode.GatewayTimeout => new ToolFailure(FaultCodes.Timeout, $"{Where} did not finish in time when it was to {access.Purpose}.{said}"),
            // a write that was not taken is refused for certain, and must not look like one that may have been made
            HttpStatusCode.TooManyRequests => new ToolFailure(
                request.IsRead ? FaultCodes.Unreachable : FaultCodes.Denied, $"{Where} takes no more requests at the moment, so it did not {access.Purpose}. Try again {After(wait)}.{said}"),
            // a manifest that does not fit its schema is no fault of the server, whatever older ones call it
            HttpStatusCode.InternalServerError when status.Message?.StartsWith("failed to create typed patch object", StringComparison.Ordinal) is true =>
                ToolFailure.InvalidArgument($"Cluster '{Cluster}' refused to {access.Purpose}: the object does not fit its schema.{said}"),
            >= HttpStatusCode.InternalServerError => new ToolFailure(FaultCodes.Unreachable, $"{Where} failed (HTTP {(int)code}) when it was to {access.Purpose}.{said}"),
            _ => ToolFailure.InvalidArgument($"Cluster '{Cluster}' refused to {access.Purpose} (HTTP {(int)code}).{said}"),
        };
    }

    /// <summary>Admission answers 403 too; the authorizer's own sentence is always of this form.</summary>
    private static bool IsByRoles(KubeStatus status) =>
        status.Message is null
        || (status.Message.Contains("User \"", StringComparison.Ordinal) && status.Message.Contains("\" cannot ", StringComparison.Ordinal))
        || status.Message.Contains("forbidden: User", StringComparison.Ordinal);

    private static string Said(KubeStatus status)
    {
        var causes = status.Causes.Take(MostCauses).Select(each => each.Field is { Length: > 0 } field ? $"{field}: {each.Message}" : each.Message).OfType<string>()
            .Where(cause => status.Message?.Contains(cause, StringComparison.Ordinal) is not true);
        var all = string.Join("; ", [.. new[] { status.Message }.OfType<string>(), .. causes]);
        return all.Length == 0 ? "" : $" It says: {OutsideText.OneLine(all, 1_000)}.";
    }

    private static string Why(Exception exception)
    {
        var inner = exception;
        while (inner.InnerException is not null)
        {
            inner = inner.InnerException;
        }

        return OutsideText.OneLine((exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "its name is not known",
            HttpRequestError.SecureConnectionError => $"no secure connection was made ({inner.Message})",
            _ => inner.Message,
        });
    }

    private static string After(TimeSpan? wait) =>
        wait is { } known && known > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"after {Math.Ceiling(known.TotalSeconds):0} s") : "in a minute";

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
