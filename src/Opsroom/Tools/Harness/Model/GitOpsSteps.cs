using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>Commits new values for the environment to the release repository, as a pull request.</summary>
internal sealed record UpdateReleaseRepoStep(string Name, string Identifier, string Timeout, string Title, ImmutableArray<KeyValuePair<string, string>> Values)
    : Step(Name, Identifier, "GitOpsUpdateReleaseRepo", Timeout)
{
    protected override YamlMap Spec() => new YamlMap()
        .Add("variables", new YamlList(Values.Select(value => new YamlMap().Add("name", value.Key).Add("type", "String").Add("value", value.Value))))
        .Add("prTitle", Title)
        .Add("allowNoFilesChanged", true);
}

/// <summary>Merges the pull request that the step before it opened.</summary>
internal sealed record MergePullRequestStep(string Name, string Identifier, string Timeout) : Step(Name, Identifier, "MergePR", Timeout)
{
    protected override YamlMap Spec() => new YamlMap().Add("deleteSourceBranch", true).Add("mergeStrategy", "squash");
}

/// <summary>Opens a pull request that takes a commit back.</summary>
internal sealed record RevertPullRequestStep(string Name, string Identifier, string Timeout, string Commit, string Title) : Step(Name, Identifier, "RevertPR", Timeout)
{
    protected override YamlMap Spec() => new YamlMap().Add("commitId", Commit).Add("prTitle", Title);
}

/// <summary>Lists the GitOps applications that belong to the service in the environment.</summary>
internal sealed record FetchLinkedAppsStep(string Name, string Identifier, string Timeout) : Step(Name, Identifier, "GitOpsFetchLinkedApps", Timeout)
{
    protected override YamlMap Spec() => new();
}

/// <summary>Brings the linked applications to what the repository says, and waits until they are healthy.</summary>
internal sealed record SyncStep(string Name, string Identifier, string Timeout) : Step(Name, Identifier, "GitOpsSync", Timeout)
{
    protected override YamlMap Spec() => new YamlMap()
        .Add("prune", false)
        .Add("dryRun", false)
        .Add("applyOnly", false)
        .Add("forceApply", false)
        .Add("waitTillHealthy", true)
        .Add("failOnTimeout", true)
        .Add("syncOptions", new YamlMap()
            .Add("skipSchemaValidation", false)
            .Add("autoCreateNamespace", false)
            .Add("pruneResourcesAtLast", false)
            .Add("applyOutOfSyncOnly", true)
            .Add("replaceResources", false)
            .Add("prunePropagationPolicy", "foreground"));
}
