using System.Text.Json;

namespace Opsroom.Tools.Harness.Api;

/// <summary>A pipeline as Harness has it.</summary>
/// <param name="Version">What a write names as the version it expects; null where Harness did not tell.</param>
/// <param name="Git">Where its YAML stands, for a pipeline that Harness keeps in a repository.</param>
internal sealed record RemotePipeline(string Identifier, string Yaml, string? Version, GitPlace? Git)
{
    /// <summary>Whether Harness or the repository would refuse a write that is late.</summary>
    public bool RefusesLateWrites => Version is not null || Git?.ObjectId is not null;

    /// <summary>Null where the answer has no YAML.</summary>
    public static RemotePipeline? Read(string identifier, HarnessReply reply) =>
        reply.Data.TextOf("yamlPipeline") is { } yaml
            ? new RemotePipeline(identifier, yaml, reply.Version, reply.Data.TextOf("storeType") == "REMOTE" && reply.Data.MemberOf("gitDetails") is { } git ? GitPlace.Read(git, reply.Data) : null)
            : null;
}

/// <summary>A file of a repository.</summary>
/// <param name="ObjectId">The blob that was read: a commit onto another one is refused.</param>
internal sealed record GitPlace(string? Repository, string? Branch, string? FilePath, string? ObjectId, string? CommitId, string? Connector)
{
    public static GitPlace Read(JsonElement git, JsonElement pipeline) => new(
        git.TextOf("repoName"), git.TextOf("branch"), git.TextOf("filePath"), git.TextOf("objectId"), git.TextOf("commitId"), pipeline.TextOf("connectorRef") ?? git.TextOf("connectorRef"));
}
