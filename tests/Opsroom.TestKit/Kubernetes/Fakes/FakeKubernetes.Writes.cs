using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Kubernetes.Fakes;

public sealed partial class FakeKubernetes
{
    private const string Apply = "application/apply-patch+yaml";

    private static JsonObject ScaleOf(JsonObject made) => new()
    {
        ["kind"] = "Scale",
        ["apiVersion"] = "autoscaling/v1",
        ["metadata"] = new JsonObject(made["metadata"]!.AsObject()
            .Where(field => field.Key is "name" or "namespace" or "uid" or "resourceVersion" or "creationTimestamp").Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))),
        ["spec"] = new JsonObject { ["replicas"] = made["spec"]?["replicas"]?.DeepClone() ?? 1 },
        ["status"] = new JsonObject { ["replicas"] = made["status"]?["replicas"]?.DeepClone() ?? 0 },
    };

    private JsonObject Create(HttpContext context, FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        var made = ObjectYaml.ReadOne(request.Body);
        var metadata = (made["metadata"] ??= new JsonObject()).AsObject();
        metadata["name"] ??= (string?)metadata["generateName"] + Guid.NewGuid().ToString("N")[..5];
        if (address.Namespace is { } scope)
        {
            if (!objects.HasNamespace(scope))
            {
                throw new FakeRefusedException(FakeRefusal.NotFound(kinds.First(each => each.Kind == "Namespace"), scope));
            }

            metadata["namespace"] = scope;
        }

        var name = (string)metadata["name"]!;
        if (objects.Find(kind, address.Namespace, name) is not null)
        {
            throw new FakeRefusedException(FakeRefusal.AlreadyExists(kind, name));
        }

        (made["kind"], made["apiVersion"]) = (kind.Kind, kind.Version);
        if (kind.HasStatus)
        {
            made.Remove("status");
            metadata["generation"] = 1;
        }

        FakeOwners.Take(made, [.. FakePatch.Leaves(made)], request.Query.GetValueOrDefault("fieldManager") ?? "unknown", "Update");
        context.Response.StatusCode = StatusCodes.Status201Created;
        return Keep(request, kind, made);
    }

    private JsonObject Replace(FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        var existing = Existing(kind, address);
        var given = ObjectYaml.ReadOne(request.Body);
        Check(kind, address.Name!, existing, given["metadata"]);
        var next = existing.DeepClone().AsObject();
        if (address.Part == "scale")
        {
            next["spec"]!["replicas"] = given["spec"]!["replicas"]!.DeepClone();
        }
        else
        {
            foreach (var field in next.Select(field => field.Key).Concat(given.Select(field => field.Key)).Distinct(StringComparer.Ordinal).ToList())
            {
                if (field is not ("kind" or "apiVersion" or "metadata"))
                {
                    next.Remove(field);
                    next[field] = given[field]?.DeepClone();
                }
            }

            foreach (var field in (string[])["labels", "annotations", "finalizers", "ownerReferences"])
            {
                next["metadata"]![field] = given["metadata"]?[field]?.DeepClone();
            }
        }

        return Finish(request, kind, address, existing, next, "Update");
    }

    private JsonObject Patch(HttpContext context, FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        var patch = ObjectYaml.Read(request.Body) is [var given] ? given : [];
        if (objects.Find(kind, address.Namespace, address.Name!) is not { } existing)
        {
            return request.ContentType.StartsWith(Apply, StringComparison.Ordinal) && patch["metadata"]?["resourceVersion"] is null
                ? Create(context, request, kind, address)
                : throw new FakeRefusedException(FakeRefusal.NotFound(kind, address.Name!));
        }

        Check(kind, address.Name!, existing, patch["metadata"]);
        var next = existing.DeepClone().AsObject();
        string[] types = [KubernetesApi.MergePatch, "application/strategic-merge-patch+json", Apply];
        if (!types.Any(type => request.ContentType.StartsWith(type, StringComparison.Ordinal)))
        {
            throw new FakeRefusedException(new FakeRefusal(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", types)}"));
        }

        var listsByKey = !request.ContentType.StartsWith(KubernetesApi.MergePatch, StringComparison.Ordinal);
        if (request.ContentType.StartsWith(Apply, StringComparison.Ordinal))
        {
            var manager = request.Query.GetValueOrDefault("fieldManager") ?? throw new FakeRefusedException(FakeRefusal.BadRequest("fieldManager is required for apply patch"));
            var conflicts = FakeOwners.Conflicts(existing, patch, manager);
            if (conflicts.Count > 0 && request.Query.GetValueOrDefault("force") != "true")
            {
                throw new FakeRefusedException(FakeRefusal.FieldConflicts(kind, address.Name!, conflicts));
            }

            FakePatch.Merge(next, patch, listsByKey);
            FakeOwners.Take(next, [.. FakePatch.Leaves(patch)], manager, "Apply");
            return Finish(request, kind, address, existing, next, null);
        }

        FakePatch.Merge(next, patch, listsByKey);
        return Finish(request, kind, address, existing, next, "Update");
    }

    private JsonObject Finish(FakeKubernetesRequest request, FakeKind kind, FakeAddress address, JsonObject existing, JsonObject next, string? operation)
    {
        if (address.Part == "status")
        {
            var status = next["status"]?.DeepClone();
            next = existing.DeepClone().AsObject();
            next["status"] = status;
        }
        else if (kind.HasStatus)
        {
            next["status"] = existing["status"]?.DeepClone();
        }

        if (operation is not null)
        {
            var before = FakePatch.Leaves(existing).ToHashSet();
            FakeOwners.Take(next, [.. FakePatch.Leaves(next).Where(leaf => !before.Contains(leaf))], request.Query.GetValueOrDefault("fieldManager") ?? "unknown", operation);
        }

        foreach (var field in (string[])["uid", "creationTimestamp", "name", "namespace"])
        {
            next["metadata"]![field] = existing["metadata"]![field]?.DeepClone();
        }

        if (kind.HasStatus && !JsonNode.DeepEquals(existing["spec"], next["spec"]))
        {
            next["metadata"]!["generation"] = ((int?)existing["metadata"]!["generation"] ?? 1) + 1;
        }

        var kept = Keep(request, kind, next);
        return address.Part == "scale" ? ScaleOf(kept) : kept;
    }

    private static void Check(FakeKind kind, string name, JsonObject existing, JsonNode? given)
    {
        if ((string?)given?["resourceVersion"] is { Length: > 0 } version && version != (string)existing["metadata"]!["resourceVersion"]!)
        {
            throw new FakeRefusedException(FakeRefusal.Changed(kind, name));
        }

        if ((string?)given?["uid"] is { Length: > 0 } uid && uid != (string)existing["metadata"]!["uid"]!)
        {
            throw new FakeRefusedException(FakeRefusal.Conflict(
                kind, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {(string)existing["metadata"]!["uid"]!}"));
        }
    }

    private JsonObject Keep(FakeKubernetesRequest request, FakeKind kind, JsonObject made) =>
        (request.IsDryRun ? new FakeObjects(time).Put(kind, made) : objects.Put(kind, made)).DeepClone().AsObject();

    private JsonObject Delete(FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        var existing = Existing(kind, address);
        var options = request.Body.Length > 0 ? JsonNode.Parse(request.Body) : null;
        Check(kind, address.Name!, existing, options?["preconditions"]);
        if (!request.IsDryRun)
        {
            Remove(kind, existing, request.Query.GetValueOrDefault("propagationPolicy") ?? (string?)options?["propagationPolicy"]);
        }

        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = new JsonObject { ["name"] = address.Name, ["group"] = kind.Group, ["kind"] = kind.Plural, ["uid"] = existing["metadata"]!["uid"]!.DeepClone() },
        };
    }

    private JsonObject DeleteAll(FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        var list = List(request, kind, address);
        foreach (var item in list["items"]!.AsArray().Where(_ => !request.IsDryRun))
        {
            Remove(kind, objects.Find(kind, (string?)item!["metadata"]!["namespace"], (string)item["metadata"]!["name"]!)!, null);
        }

        return list;
    }

    private void Remove(FakeKind kind, JsonObject existing, string? propagation)
    {
        if (existing["metadata"]!["finalizers"]?.AsArray().Count > 0)
        {
            var going = existing.DeepClone().AsObject();
            going["metadata"]!["deletionTimestamp"] ??= time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            objects.Put(kind, going);
            return;
        }

        objects.Remove(kind, existing, propagation != "Orphan", (group, plural) => kinds.First(each => each.Group == group && each.Plural == plural));
    }
}
