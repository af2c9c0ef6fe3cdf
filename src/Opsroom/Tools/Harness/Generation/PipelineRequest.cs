using System.Collections.Immutable;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>What is asked for, with every name known to be usable.</summary>
internal sealed record PipelineRequest(
    EntityName Name, PipelineType Type, EntityName Service, ImmutableArray<EntityName> Environments, StagePlan Stages, PipelineSettings Settings)
{
    public const int MaxEnvironments = 50;

    /// <summary>The request, or one sentence on what cannot be used.</summary>
    public static (PipelineRequest? Request, string? Failure) From(
        string name, PipelineType type, string service, ImmutableArray<string> environments, ImmutableArray<string> stages, PipelineSettings settings)
    {
        if (EntityName.From(name, "pipeline") is not { } pipelineName)
        {
            return (null, Unusable("name", name));
        }

        if (ScopedName(service, "service") is not { } serviceName)
        {
            return (null, Unusable("service", service));
        }

        if (environments.IsDefaultOrEmpty)
        {
            return (null, "environments must name at least one environment, in the order of deployment, such as [\"staging\", \"production\"].");
        }

        var targets = ImmutableArray.CreateBuilder<EntityName>();
        foreach (var environment in environments)
        {
            if (ScopedName(environment, "environment") is not { } target)
            {
                return (null, Unusable("environments", environment));
            }

            if (!targets.Any(known => known.Original == target.Original))
            {
                targets.Add(target);
            }
        }

        if (targets.Count > MaxEnvironments)
        {
            return (null, $"environments has {targets.Count} names; a pipeline here has at most {MaxEnvironments}.");
        }

        var (plan, failure) = StagePlan.From(stages);
        return plan is null ? (null, failure) : (new(pipelineName, type, serviceName, targets.ToImmutable(), plan, settings), null);
    }

    /// <summary>Keeps a reference with a scope (<c>org.checkout</c>) as it is.</summary>
    private static EntityName? ScopedName(string? name, string kind)
    {
        foreach (var scope in (ReadOnlySpan<string>)["account.", "org."])
        {
            if (name is not null && name.StartsWith(scope, StringComparison.Ordinal)
                && EntityName.From(name[scope.Length..], kind) is { } inner && inner.Identifier == name[scope.Length..])
            {
                return inner with { Original = name, Reference = name };
            }
        }

        return EntityName.From(name, kind);
    }

    private static string Unusable(string argument, string? value)
    {
        var shown = string.IsNullOrWhiteSpace(value) ? "an empty name" : $"\"{(value.Length > 40 ? value[..40] + "…" : value)}\"";
        return $"{argument} has {shown}, which has no letter or digit that an identifier could be made of. Give a name with at least one.";
    }
}
