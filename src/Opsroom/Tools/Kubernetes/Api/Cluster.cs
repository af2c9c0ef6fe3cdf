using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api.Connections;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>
/// One configured cluster. Objects are read and written as the server has them, of any kind that it serves; failures are values. What is read is bounded, and says
/// when it was cut.
/// </summary>
internal sealed partial class Cluster(string name, ClusterConnection connection, ImmutableArray<string> namespaces, KubernetesOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The <see cref="ChangeTarget.System"/> of every change in a cluster.</summary>
    public const string System = "kubernetes";

    private const int Page = 250;

    private static readonly TimeSpan CatalogAge = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CatalogPause = TimeSpan.FromSeconds(15);

    private readonly ApiDiscovery discovery = new(connection, time);
    private volatile ApiCatalog? catalog;

    /// <summary>As the configuration, the policy and people name it.</summary>
    public string Name { get; } = name;

    /// <summary>Who its writes say they are.</summary>
    public string FieldManager => options.FieldManager;

    /// <summary>The only namespaces that may be looked into; empty for all.</summary>
    public ImmutableArray<string> Namespaces { get; } = namespaces;

    /// <summary>What a change in it acts on; its environment is the policy's by this.</summary>
    public ChangeTarget Target(string? @namespace, string? statedEnvironment = null) => new(System, Name, @namespace, statedEnvironment);

    /// <summary>The namespace that is meant when none is named, as the context says.</summary>
    public async Task<ToolResult<string>> DefaultNamespaceAsync(CancellationToken cancellationToken)
    {
        var login = await connection.LoginAsync(cancellationToken);
        return login.Value is { } opened ? opened.Namespace : login.Failure!;
    }

    /// <summary>What the server serves; looked at again every ten minutes.</summary>
    public Task<ToolResult<ApiCatalog>> DiscoverAsync(CancellationToken cancellationToken) => DiscoverAsync(CatalogAge, cancellationToken);

    /// <summary>What a person or a manifest means by a kind. One that is not known is looked for again, since it may have been added just now.</summary>
    /// <param name="kind">A kind, plural, singular or short name, with its group if need be.</param>
    /// <param name="apiVersion">The version that is asked for; null for the server's preferred one.</param>
    public async Task<ToolResult<ApiResource>> ResolveAsync(string kind, string? apiVersion, CancellationToken cancellationToken)
    {
        var known = await DiscoverAsync(cancellationToken);
        if (known.Value is not { } served)
        {
            return known.Failure!;
        }

        if (Find(served, kind, apiVersion) is { } found)
        {
            return found;
        }

        known = await DiscoverAsync(CatalogPause, cancellationToken);
        return known.Value is not { } current ? known.Failure!
            : Find(current, kind, apiVersion) is { } added ? added
            : ToolFailure.InvalidArgument(
                $"Cluster '{Name}' (Kubernetes {current.Version}) serves no {(apiVersion is null ? OutsideText.OneLine(kind) : $"{OutsideText.OneLine(kind)} in {OutsideText.OneLine(apiVersion)}")}"
                + (current.Find(kind) is { } other ? $", but {other.Kind} in {other.ApiVersion}." : current.Unavailable.IsEmpty ? "." : $"; {string.Join(", ", current.Unavailable)} did not answer."));
    }

    public async Task<ToolResult<KubeObject>> GetAsync(ApiResource resource, string? @namespace, string name, CancellationToken cancellationToken)
    {
        if (Refuse(resource, @namespace, name, isWrite: false) is { } refused)
        {
            return refused;
        }

        var answer = await connection.SendAsync(
            new KubeRequest(HttpMethod.Get, resource.PathOf(@namespace, name), Access("get", resource, @namespace, name)) { IsRead = true }, cancellationToken);
        return answer.Reply is { } reply ? new KubeObject(reply.Root) : answer.Failure!;
    }

    /// <summary>The object of a kind as people call it: <see cref="ResolveAsync"/> and then <see cref="GetAsync(ApiResource, string?, string, CancellationToken)"/>.</summary>
    public async Task<ToolResult<KubeObject>> GetAsync(string kind, string? @namespace, string name, CancellationToken cancellationToken)
    {
        var resolved = await ResolveAsync(kind, null, cancellationToken);
        return resolved.Value is { } resource ? await GetAsync(resource, @namespace, name, cancellationToken) : resolved.Failure!;
    }

    /// <summary>Objects of a kind, a page at a time, up to the query's bound. Secrets come without their values.</summary>
    public async Task<ToolResult<ObjectList>> ListAsync(ApiResource resource, ListQuery query, CancellationToken cancellationToken)
    {
        if (query.Namespace is not null || !resource.IsNamespaced || Namespaces.IsEmpty)
        {
            return Refuse(resource, query.Namespace, null, isWrite: false) is { } refused ? refused : await ListPagesAsync(resource, query, cancellationToken);
        }

        var items = ImmutableArray.CreateBuilder<KubeObject>();
        foreach (var each in Namespaces)
        {
            var part = await ListPagesAsync(resource, query with { Namespace = each, MostItems = query.MostItems - items.Count }, cancellationToken);
            if (part.Value is not { } list)
            {
                return part.Failure!;
            }

            items.AddRange(list.Items);
            if (list.IsTruncated || items.Count >= query.MostItems)
            {
                return new ObjectList(items.ToImmutable(), null, list.IsTruncated || each != Namespaces[^1]);
            }
        }

        return new ObjectList(items.ToImmutable(), null, false);
    }

    public async Task<ToolResult<ObjectList>> ListAsync(string kind, ListQuery query, CancellationToken cancellationToken)
    {
        var resolved = await ResolveAsync(kind, null, cancellationToken);
        return resolved.Value is { } resource ? await ListAsync(resource, query, cancellationToken) : resolved.Failure!;
    }

    public void Dispose() => connection.Dispose();

    private static ApiResource? Find(ApiCatalog served, string kind, string? apiVersion) => apiVersion is null ? served.Find(kind) : served.Find(apiVersion, kind);

    private async Task<ToolResult<ApiCatalog>> DiscoverAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (catalog is { } known && time.GetUtcNow() - known.ReadAt < age)
        {
            return known;
        }

        var read = await discovery.ReadAsync(cancellationToken);
        catalog = read.Value ?? catalog;
        return read;
    }

    private async Task<ToolResult<ObjectList>> ListPagesAsync(ApiResource resource, ListQuery query, CancellationToken cancellationToken)
    {
        var items = ImmutableArray.CreateBuilder<KubeObject>();
        var (from, page, restarted) = ((string?)null, Page, false);
        while (true)
        {
            var limit = Math.Min(page, query.MostItems - items.Count);
            var answer = await connection.SendAsync(
                new KubeRequest(HttpMethod.Get, ListPath(resource, query, limit, from), Access("list", resource, query.Namespace, null)) { IsRead = true }, cancellationToken);
            if (answer.Reply is { } reply)
            {
                items.AddRange(reply.Root.MapsAt("items").Select(item => ObjectReader.OfItem(item, resource)));
                from = reply.Root.TextAt("metadata", "continue") is { Length: > 0 } next ? next : null;
                if (from is null || items.Count >= query.MostItems)
                {
                    return new ObjectList(items.ToImmutable(), reply.Root.TextAt("metadata", "resourceVersion"), from is not null);
                }
            }
            else if (answer.IsTooLong && page > 10)
            {
                page /= 5;
            }
            else if (answer.Code == HttpStatusCode.Gone && from is not null && !restarted)
            {
                // the list that was begun is forgotten: go on with a newer one where the server offers it, else begin anew
                restarted = true;
                from = answer.Refusal?.Continue;
                if (from is null)
                {
                    items.Clear();
                }
            }
            else
            {
                return answer.Failure!;
            }
        }
    }

    private static string ListPath(ApiResource resource, ListQuery query, int limit, string? from) => resource.PathOf(query.Namespace) + Query(
        ("limit", limit.ToString(CultureInfo.InvariantCulture)), ("continue", from), ("labelSelector", query.LabelSelector), ("fieldSelector", query.FieldSelector));

    private static string Query(params ReadOnlySpan<(string Key, string? Value)> parts)
    {
        var query = new DefaultInterpolatedStringHandler();
        var mark = '?';
        foreach (var (key, value) in parts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.AppendFormatted(mark);
                query.AppendLiteral($"{key}={Uri.EscapeDataString(value)}");
                mark = '&';
            }
        }

        return query.ToStringAndClear();
    }

    private static KubeAccess Access(string verb, ApiResource resource, string? @namespace, string? name, string? subresource = null) => new(
        verb, resource.Group, subresource is null ? resource.Plural : $"{resource.Plural}/{subresource}", resource.IsNamespaced ? @namespace : null, name);

    /// <summary>What cannot be asked for, or what the operator does not let be asked for.</summary>
    private ToolFailure? Refuse(ApiResource resource, string? @namespace, string? name, bool isWrite)
    {
        if (name is not null && (name is "" or "." or ".." || name.Contains('/', StringComparison.Ordinal) || name.Contains('%', StringComparison.Ordinal)))
        {
            return ToolFailure.InvalidArgument($"'{OutsideText.OneLine(name)}' cannot be the name of a {resource.Kind}.");
        }

        if (@namespace is not null && !IsLabel(@namespace))
        {
            return ToolFailure.InvalidArgument($"'{OutsideText.OneLine(@namespace)}' cannot be a namespace: lower-case letters, digits and '-' only.");
        }

        if (name is not null && resource.IsNamespaced && @namespace is null)
        {
            return ToolFailure.InvalidArgument($"A {resource.Kind} is in a namespace: name it.");
        }

        if (Namespaces.IsEmpty || (!resource.IsNamespaced && !isWrite) || (resource.IsNamespaced && @namespace is not null && Namespaces.Contains(@namespace, StringComparer.Ordinal)))
        {
            return null;
        }

        return new ToolFailure(
            FaultCodes.Denied,
            $"Cluster '{Name}' is configured for the namespaces {string.Join(", ", Namespaces)} only{(resource.IsNamespaced ? $", not for {@namespace}" : $", so no {resource.Kind} may be changed")}.",
            $"{KubernetesOptions.Section}:Clusters");
    }

    private static bool IsLabel(string text) => text.Length is > 0 and <= 63 && text.All(letter => letter is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));
}
