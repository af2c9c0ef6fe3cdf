using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Kubernetes.Fakes;

public sealed partial class FakeKubernetes
{
    private readonly List<(string Verb, string Plural, string? Scope)> denied = [];

    /// <summary>What <c>/version</c> says.</summary>
    public string Release { get; set; } = "v1.32.4";

    /// <summary>Takes a right away, in all namespaces or in one.</summary>
    public void Deny(string verb, string plural, string? scope = null)
    {
        lock (gate)
        {
            denied.Add((verb, plural, scope));
        }
    }

    private Task AnswerAsync(HttpContext context, FakeKubernetesRequest request)
    {
        if (Discover(request.Path) is { } found)
        {
            return WriteAsync(context, found);
        }

        if (request.Path is "/readyz" or "/livez" or "/healthz")
        {
            return context.Response.WriteAsync("ok", context.RequestAborted);
        }

        if (request.Path == "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        {
            return WriteAsync(context, Review(JsonNode.Parse(request.Body)!.AsObject()));
        }

        var address = FakeAddress.Parse(request.Path) ?? throw new FakeRefusedException(FakeRefusal.PathNotFound);
        FakeKind kind;
        lock (gate)
        {
            kind = kinds.FirstOrDefault(each => each.Version == address.Version && each.Plural == address.Resource) ?? throw new FakeRefusedException(FakeRefusal.PathNotFound);
            Authorize(kind, VerbOf(request, address), address);
        }

        return request.Method == "GET" && request.Query.GetValueOrDefault("watch") is "true" or "1" ? WatchAsync(context, request, kind, address)
            : address is { Resource: "pods", Part: "log", Name: not null } ? WriteLogAsync(context, request, kind, address)
            : WriteAsync(context, Handle(context, request, kind, address));
    }

    private JsonObject Handle(HttpContext context, FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        lock (gate)
        {
            return (request.Method, address.Name, address.Part) switch
            {
                ("GET", null, _) => List(request, kind, address),
                ("GET", _, "scale") when kind.HasScale => ScaleOf(Existing(kind, address)),
                ("GET", _, null or "status") => Existing(kind, address).DeepClone().AsObject(),
                ("POST", null, _) => Create(context, request, kind, address),
                ("PUT", not null, _) => Replace(request, kind, address),
                ("PATCH", not null, _) => Patch(context, request, kind, address),
                ("DELETE", null, _) => DeleteAll(request, kind, address),
                ("DELETE", _, null) => Delete(request, kind, address),
                _ => throw new FakeRefusedException(new FakeRefusal(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")),
            };
        }
    }

    private JsonObject Existing(FakeKind kind, FakeAddress address) =>
        objects.Find(kind, address.Namespace, address.Name!) ?? throw new FakeRefusedException(FakeRefusal.NotFound(kind, address.Name!));

    private static string VerbOf(FakeKubernetesRequest request, FakeAddress address) => request.Method switch
    {
        "GET" when request.Query.ContainsKey("watch") => "watch",
        "GET" => address.Name is null ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        _ => address.Name is null ? "deletecollection" : "delete",
    };

    private void Authorize(FakeKind kind, string verb, FakeAddress address)
    {
        var plural = address.Part is null ? kind.Plural : $"{kind.Plural}/{address.Part}";
        if (!IsAllowed(verb, plural, address.Namespace))
        {
            throw new FakeRefusedException(FakeRefusal.Forbidden(User, verb, kind with { Plural = plural }, address.Namespace, address.Name));
        }
    }

    private bool IsAllowed(string verb, string plural, string? scope) =>
        !denied.Exists(each => each.Verb == verb && each.Plural == plural && (each.Scope is null || each.Scope == scope));

    private JsonObject Review(JsonObject review)
    {
        var asked = review["spec"]!["resourceAttributes"]!;
        var plural = (string?)asked["subresource"] is { Length: > 0 } part ? $"{(string?)asked["resource"]}/{part}" : (string)asked["resource"]!;
        lock (gate)
        {
            review["status"] = new JsonObject { ["allowed"] = IsAllowed((string)asked["verb"]!, plural, (string?)asked["namespace"] is { Length: > 0 } scope ? scope : null) };
        }

        return review;
    }

    private JsonObject? Discover(string path)
    {
        lock (gate)
        {
            var versions = kinds.Select(kind => kind.Version).Append("authorization.k8s.io/v1").Distinct(StringComparer.Ordinal).ToList();
            return path.TrimEnd('/') switch
            {
                "/version" => new JsonObject { ["major"] = Release.Split('.')[0][1..], ["minor"] = Release.Split('.')[1], ["gitVersion"] = Release, ["platform"] = "linux/amd64" },
                "/api" => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
                "/apis" => new JsonObject
                {
                    ["kind"] = "APIGroupList",
                    ["apiVersion"] = "v1",
                    ["groups"] = new JsonArray([.. versions.Where(version => version.Contains('/', StringComparison.Ordinal)).GroupBy(FakeKind.GroupOf, StringComparer.Ordinal).Select(Group)]),
                },
                var other when versions.Find(version => other == (version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}")) is { } version => Resources(version),
                _ => null,
            };
        }
    }

    private static JsonObject Group(IGrouping<string, string> versions)
    {
        var list = versions.Select(version => new JsonObject { ["groupVersion"] = version, ["version"] = version[(versions.Key.Length + 1)..] }).ToList();
        return new JsonObject { ["name"] = versions.Key, ["preferredVersion"] = list[0].DeepClone(), ["versions"] = new JsonArray([.. list]) };
    }

    private JsonObject Resources(string version)
    {
        var list = new JsonArray();
        foreach (var kind in kinds.Where(each => each.Version == version))
        {
            list.Add(Resource(kind, "", "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"));
            foreach (var part in new[] { kind.HasStatus ? "/status" : null, kind.HasScale ? "/scale" : null }.OfType<string>())
            {
                list.Add(Resource(kind, part, "get", "patch", "update"));
            }
        }

        return new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = version, ["resources"] = list };
    }

    private static JsonObject Resource(FakeKind kind, string part, params string[] verbs) => new()
    {
        ["name"] = kind.Plural + part,
        ["singularName"] = kind.Kind.ToLowerInvariant(),
        ["namespaced"] = kind.IsNamespaced,
        ["kind"] = part == "/scale" ? "Scale" : kind.Kind,
        ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]),
    };
}
