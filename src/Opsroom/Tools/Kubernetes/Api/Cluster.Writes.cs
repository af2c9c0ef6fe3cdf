using Opsroom.Tools.Kubernetes.Api.Connections;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>Writes. None is ever repeated by itself: an answer that was lost says nothing about whether it was made.</summary>
internal sealed partial class Cluster
{
    /// <summary>
    /// Server-side apply: makes the fields of the object what they are in it, in the name of the field manager. A field that another manager has set otherwise is a
    /// conflict that names the manager, unless forced. A precondition makes it refuse to create.
    /// </summary>
    public Task<ToolResult<WrittenObject>> ApplyAsync(ApiResource resource, string? @namespace, KubeObject applied, WriteOptions how, CancellationToken cancellationToken) =>
        WriteAsync(
            HttpMethod.Patch, "patch", resource, @namespace, applied.Name, how,
            WithoutManagers(applied.Body), "application/apply-patch+yaml", cancellationToken);

    /// <summary><see cref="ApplyAsync"/> that tells fields which others have set otherwise from every other failure.</summary>
    public async Task<AppliedAnswer> TryApplyAsync(ApiResource resource, string? @namespace, KubeObject applied, WriteOptions how, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            HttpMethod.Patch, "patch", resource, @namespace, applied.Name, how, WithoutManagers(applied.Body), "application/apply-patch+yaml", cancellationToken);
        return answer.Reply is { } reply
            ? new AppliedAnswer(new WrittenObject(new KubeObject(reply.Root), reply.IsCreated, reply.Warnings), null, [])
            : new AppliedAnswer(null, answer.Failure, FieldConflict.In(answer.Refusal));
    }

    /// <param name="patch">An object, or for <see cref="PatchKind.Json"/> a list of operations.</param>
    public Task<ToolResult<WrittenObject>> PatchAsync(
        ApiResource resource, string? @namespace, string name, PatchKind kind, YamlNode patch, WriteOptions how, CancellationToken cancellationToken) =>
        WriteAsync(
            HttpMethod.Patch, "patch", resource, @namespace, name, how, patch,
            kind switch { PatchKind.Json => "application/json-patch+json", PatchKind.Strategic => "application/strategic-merge-patch+json", _ => "application/merge-patch+json" }, cancellationToken);

    public Task<ToolResult<WrittenObject>> CreateAsync(ApiResource resource, string? @namespace, KubeObject made, WriteOptions how, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, "create", resource, @namespace, null, how, made.Body, "application/json", cancellationToken);

    public Task<ToolResult<WrittenObject>> ReplaceAsync(ApiResource resource, string? @namespace, KubeObject whole, WriteOptions how, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Put, "update", resource, @namespace, whole.Name, how, whole.Body, "application/json", cancellationToken);

    /// <summary>Deletes an object. What has finalizers is still there afterwards, with its deletion time.</summary>
    /// <returns>What the server answers: the object, or a status that says it is gone.</returns>
    public Task<ToolResult<WrittenObject>> DeleteAsync(ApiResource resource, string? @namespace, string name, WriteOptions how, CancellationToken cancellationToken)
    {
        var body = new YamlMap().Add("apiVersion", "v1").Add("kind", "DeleteOptions");
        if (how.Precondition is { } precondition)
        {
            body.Add("preconditions", new YamlMap().AddIfAny("uid", precondition.Uid).AddIfAny("resourceVersion", precondition.ResourceVersion));
        }

        body.AddIfAny("propagationPolicy", how.Propagation);
        if (how.GracePeriodSeconds is { } seconds)
        {
            body.Add("gracePeriodSeconds", seconds);
        }

        if (how.DryRun)
        {
            // where a deletion has a body, the server does not look at the query
            body.Add("dryRun", YamlList.Of(["All"]));
        }

        return WriteAsync(HttpMethod.Delete, "delete", resource, @namespace, name, how with { Precondition = null }, body, "application/json", cancellationToken);
    }

    private async Task<ToolResult<WrittenObject>> WriteAsync(
        HttpMethod method, string verb, ApiResource resource, string? @namespace, string? name, WriteOptions how, YamlNode body, string mediaType, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(method, verb, resource, @namespace, name, how, body, mediaType, cancellationToken);
        return answer.Reply is { } reply ? new WrittenObject(new KubeObject(reply.Root), reply.IsCreated, reply.Warnings) : answer.Failure!;
    }

    private async Task<KubeAnswer> SendAsync(
        HttpMethod method, string verb, ApiResource resource, string? @namespace, string? name, WriteOptions how, YamlNode body, string mediaType, CancellationToken cancellationToken)
    {
        if (Refuse(resource, @namespace, name, isWrite: true) is { } refused)
        {
            return KubeAnswer.Of(refused);
        }

        var isApply = mediaType == "application/apply-patch+yaml";
        var path = (name is null ? resource.PathOf(@namespace) : resource.PathOf(@namespace, name, how.Subresource)) + Query(
            ("dryRun", how.DryRun ? "All" : null), ("fieldManager", method == HttpMethod.Delete ? null : options.FieldManager), ("force", isApply && how.Force ? "true" : null));
        return await connection.SendAsync(
            new KubeRequest(method, path, Access(verb, resource, @namespace, name, how.Subresource)) { Body = ManifestJson.Write(Bound(body, how.Precondition)), MediaType = mediaType },
            cancellationToken);
    }

    /// <summary>The body with what the object has to be still. The server compares uid and version in whatever form they come and answers a conflict.</summary>
    private static YamlNode Bound(YamlNode body, Precondition? precondition)
    {
        if (precondition is null)
        {
            return body;
        }

        (string Key, string? Value)[] parts = [("uid", precondition.Uid), ("resourceVersion", precondition.ResourceVersion)];
        if (body is YamlList operations)
        {
            return new YamlList([
                .. parts.Where(part => part.Value is not null).Select(part => new YamlMap().Add("op", "replace").Add("path", $"/metadata/{part.Key}").Add("value", part.Value!)),
                .. operations.Items,
            ]);
        }

        var bound = new YamlMap();
        bound.Entries.AddRange(((YamlMap)body).Entries.Where(entry => entry.Key.Value != "metadata"));
        var metadata = new YamlMap();
        metadata.Entries.AddRange((body.MapAt("metadata")?.Entries ?? []).Where(entry => parts.All(part => part.Value is null || part.Key != entry.Key.Value)));
        foreach (var (key, value) in parts)
        {
            metadata.AddIfAny(key, value);
        }

        return bound.Add("metadata", metadata);
    }

    /// <summary>The server refuses to apply an object that says who manages it.</summary>
    private static YamlMap WithoutManagers(YamlMap body)
    {
        if (!body.MapAt("metadata")?.Has("managedFields") ?? true)
        {
            return body;
        }

        var kept = new YamlMap();
        foreach (var entry in body.Entries)
        {
            if (entry is { Key.Value: "metadata", Value: YamlMap metadata })
            {
                var without = new YamlMap();
                without.Entries.AddRange(metadata.Entries.Where(each => each.Key.Value != "managedFields"));
                kept.Entries.Add(new(entry.Key, without));
            }
            else
            {
                kept.Entries.Add(entry);
            }
        }

        return kept;
    }
}
