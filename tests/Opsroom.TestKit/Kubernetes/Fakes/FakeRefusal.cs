using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Fakes;

/// <summary>An answer that is a <c>Status</c>, with the words that a real API server has for it.</summary>
public sealed record FakeRefusal(int Code, string Reason, string Message)
{
    /// <summary>Seconds, as the header and the body say them.</summary>
    public int? RetryAfter { get; init; }

    public JsonObject? Details { get; init; }

    public static FakeRefusal Unauthorized { get; } = new(401, "Unauthorized", "Unauthorized");

    public static FakeRefusal TooManyRequests(int seconds) => new(429, "TooManyRequests", "the server has received too many requests and has asked us to try again later") { RetryAfter = seconds };

    public static FakeRefusal Unavailable { get; } = new(503, "ServiceUnavailable", "the server is currently unable to handle the request");

    public static FakeRefusal Expired { get; } = new(
        410, "Expired", "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");

    internal static FakeRefusal PathNotFound { get; } = new(404, "NotFound", "the server could not find the requested resource");

    internal static FakeRefusal NotFound(FakeKind kind, string name) => Named(404, "NotFound", kind, name, $"{kind.QualifiedName} \"{name}\" not found");

    internal static FakeRefusal AlreadyExists(FakeKind kind, string name) => Named(409, "AlreadyExists", kind, name, $"{kind.QualifiedName} \"{name}\" already exists");

    internal static FakeRefusal Conflict(FakeKind kind, string name, string why) =>
        Named(409, "Conflict", kind, name, $"Operation cannot be fulfilled on {kind.QualifiedName} \"{name}\": {why}");

    internal static FakeRefusal Changed(FakeKind kind, string name) =>
        Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    internal static FakeRefusal BadRequest(string message) => new(400, "BadRequest", message);

    internal static FakeRefusal Forbidden(string user, string verb, FakeKind kind, string? scope, string? name) => Named(
        403, "Forbidden", kind, name ?? "",
        $"{kind.QualifiedName}{(name is null ? "" : $" \"{name}\"")} is forbidden: User \"{user}\" cannot {verb} resource \"{kind.Plural}\" in API group \"{kind.Group}\" "
        + (scope is null ? "at the cluster scope" : $"in the namespace \"{scope}\""));

    internal static FakeRefusal FieldConflicts(FakeKind kind, string name, IReadOnlyList<(string Manager, string Field)> conflicts) => new(
        409, "Conflict",
        $"Apply failed with {conflicts.Count} conflict{(conflicts.Count == 1 ? "" : "s")}: "
        + string.Join('\n', conflicts.Select(each => $"conflict with \"{each.Manager}\" using {kind.Version}: {each.Field}")))
    {
        Details = new JsonObject
        {
            ["causes"] = new JsonArray([.. conflicts.Select(each => (JsonNode)new JsonObject
            {
                ["reason"] = "FieldManagerConflict",
                ["message"] = $"conflict with \"{each.Manager}\" using {kind.Version}",
                ["field"] = each.Field,
            })]),
        },
    };

    internal JsonObject ToStatus()
    {
        var details = Details?.DeepClone().AsObject();
        if (RetryAfter is { } seconds)
        {
            (details ??= [])["retryAfterSeconds"] = seconds;
        }

        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
            ["code"] = Code,
        };
        if (details is not null)
        {
            status["details"] = details;
        }

        return status;
    }

    private static FakeRefusal Named(int code, string reason, FakeKind kind, string name, string message) => new(code, reason, message)
    {
        Details = new JsonObject { ["name"] = name, ["group"] = kind.Group, ["kind"] = kind.Plural },
    };
}

/// <summary>Ends a request with a refusal.</summary>
internal sealed class FakeRefusedException(FakeRefusal refusal) : Exception(refusal.Message)
{
    public FakeRefusal Refusal => refusal;
}
