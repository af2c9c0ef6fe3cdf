using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>One stage of a pipeline.</summary>
internal abstract record Stage(string Name, string Identifier, string Type)
{
    public string? Description { get; init; }

    public required string Timeout { get; init; }

    public required ImmutableArray<FailureStrategy> FailureStrategies { get; init; }

    public ImmutableArray<Variable> Variables { get; init; } = [];

    public YamlMap ToYaml() => Body(new YamlMap().Add("name", Name).Add("identifier", Identifier));

    /// <summary>What a stage is without its identity: the <c>spec</c> of a stage template.</summary>
    public YamlMap ToTemplateSpec() => Body(new YamlMap());

    protected abstract YamlMap Spec();

    private YamlMap Body(YamlMap map) => map
        .AddIfAny("description", Description)
        .Add("type", Type)
        .Add("spec", Spec())
        .Add("timeout", Timeout)
        .Add("failureStrategies", new YamlList(FailureStrategies.Select(strategy => strategy.ToYaml())))
        .AddIfAny("variables", Variables.Select(variable => variable.ToYaml()));
}

/// <summary>Builds, tests and publishes.</summary>
internal sealed record BuildStage(string Name, string Identifier) : Stage(Name, Identifier, "CI")
{
    public required BuildInfrastructure Infrastructure { get; init; }

    public required ImmutableArray<ExecutionElement> Steps { get; init; }

    protected override YamlMap Spec()
    {
        var spec = new YamlMap().Add("cloneCodebase", true);
        Infrastructure.AddTo(spec);
        return spec.Add("execution", new YamlMap().Add("steps", ExecutionElement.ToList(Steps)));
    }
}

/// <summary>Where CI steps run.</summary>
internal abstract record BuildInfrastructure
{
    public abstract void AddTo(YamlMap spec);

    /// <summary>Harness's own machines.</summary>
    internal sealed record Cloud : BuildInfrastructure
    {
        public override void AddTo(YamlMap spec) => spec
            .Add("platform", new YamlMap().Add("os", "Linux").Add("arch", "Amd64"))
            .Add("runtime", new YamlMap().Add("type", "Cloud").Add("spec", new YamlMap()));
    }

    /// <summary>Pods in a cluster of the operator's.</summary>
    internal sealed record Cluster(string Connector, string Namespace) : BuildInfrastructure
    {
        public override void AddTo(YamlMap spec) => spec.Add("infrastructure", new YamlMap()
            .Add("type", "KubernetesDirect")
            .Add("spec", new YamlMap()
                .Add("connectorRef", Connector)
                .Add("namespace", Namespace)
                .Add("automountServiceAccountToken", true)
                .Add("nodeSelector", new YamlMap())
                .Add("os", "Linux")));
    }
}

/// <summary>Brings one service to one environment, with the way back.</summary>
internal sealed record DeploymentStage(string Name, string Identifier) : Stage(Name, Identifier, "Deployment")
{
    public required string Service { get; init; }

    public YamlMap? ServiceInputs { get; init; }

    public required DeploymentTarget Target { get; init; }

    public required ImmutableArray<ExecutionElement> Steps { get; init; }

    public required ImmutableArray<ExecutionElement> RollbackSteps { get; init; }

    protected override YamlMap Spec() => new YamlMap()
        .Add("deploymentType", "Kubernetes")
        .AddIfAny("gitOpsEnabled", Target is DeploymentTarget.GitOps ? YamlScalar.Of(true) : null)
        .Add("service", new YamlMap().Add("serviceRef", Service).AddIfAny("serviceInputs", ServiceInputs))
        .Add("environment", Target.ToYaml())
        .Add("execution", new YamlMap()
            .Add("steps", ExecutionElement.ToList(Steps))
            .Add("rollbackSteps", ExecutionElement.ToList(RollbackSteps)));
}

/// <summary>Which environment, and what of it.</summary>
internal abstract record DeploymentTarget(string Environment)
{
    public abstract YamlMap ToYaml();

    /// <param name="Definition">Asked for at run time where null.</param>
    internal sealed record Infrastructure(string Environment, string? Definition) : DeploymentTarget(Environment)
    {
        public override YamlMap ToYaml() => new YamlMap()
            .Add("environmentRef", Environment)
            .Add("deployToAll", false)
            .Add("infrastructureDefinitions", Definition is null ? new YamlScalar("<+input>") : new YamlList([new YamlMap().Add("identifier", Definition)]));
    }

    /// <param name="Clusters">Identifiers of GitOps clusters; all of the environment's where empty.</param>
    internal sealed record GitOps(string Environment, ImmutableArray<string> Clusters) : DeploymentTarget(Environment)
    {
        public override YamlMap ToYaml() => new YamlMap()
            .Add("environmentRef", Environment)
            .Add("deployToAll", Clusters.IsEmpty)
            .AddIfAny("gitOpsClusters", Clusters.Select(cluster => new YamlMap().Add("identifier", cluster)));
    }
}

/// <summary>Waits for people.</summary>
internal sealed record ApprovalStage(string Name, string Identifier) : Stage(Name, Identifier, "Approval")
{
    public required ImmutableArray<ExecutionElement> Steps { get; init; }

    protected override YamlMap Spec() => new YamlMap().Add("execution", new YamlMap().Add("steps", ExecutionElement.ToList(Steps)));
}

/// <summary>Anything else.</summary>
internal sealed record CustomStage(string Name, string Identifier) : Stage(Name, Identifier, "Custom")
{
    public required ImmutableArray<ExecutionElement> Steps { get; init; }

    protected override YamlMap Spec() => new YamlMap().Add("execution", new YamlMap().Add("steps", ExecutionElement.ToList(Steps)));
}
