namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>One request to an API server.</summary>
/// <param name="Path">With its query, below the server's address.</param>
/// <param name="Access">What it asks for, in the words of RBAC.</param>
internal sealed record KubeRequest(HttpMethod Method, string Path, KubeAccess Access)
{
    public byte[]? Body { get; init; }

    public string MediaType { get; init; } = "application/json";

    /// <summary>Whether making it twice is the same as making it once.</summary>
    public bool IsRead { get; init; }
}

/// <summary>What a request needs to be allowed, as roles put it.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Resource">The plural, with a subresource after a slash; a path that is no resource begins with a slash.</param>
internal sealed record KubeAccess(string Verb, string Group, string Resource, string? Namespace = null, string? Name = null)
{
    /// <summary>As it completes "could not …".</summary>
    public string Purpose => Resource.StartsWith('/')
        ? $"read {Resource}"
        : $"{Verb} {Resource}{(Name is null ? "" : $" {Name}")}{(Namespace is null ? "" : $" in namespace {Namespace}")}";

    /// <summary>The rule of a role that would allow it.</summary>
    public string Rule => Resource.StartsWith('/')
        ? $$"""{"nonResourceURLs": ["{{Resource}}"], "verbs": ["{{Verb}}"]}"""
        : $$"""{"apiGroups": ["{{Group}}"], "resources": ["{{Resource}}"], "verbs": ["{{Verb}}"]}""";
}
