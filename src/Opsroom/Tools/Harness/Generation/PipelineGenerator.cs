using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Tools.Harness.Model;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>Makes the pipeline that is asked for: build, then each environment once and in order, production only after approval.</summary>
internal sealed class PipelineGenerator(HarnessOptions options)
{
    /// <summary>A user group that every Harness project has.</summary>
    private const string WholeProject = "_project_all_users";

    /// <summary>From the arguments of <c>create_pipeline</c> as they were given; the failure is one sentence on what cannot be used.</summary>
    public (Pipeline? Pipeline, string? Failure, ImmutableArray<Finding> Findings) Generate(
        string name, PipelineType type, string service, ImmutableArray<string> environments, ImmutableArray<string> stages, JsonElement? options)
    {
        var (settings, fault, unknown) = PipelineSettings.Read(options);
        if (settings is null)
        {
            return (null, fault, []);
        }

        var (request, failure) = PipelineRequest.From(name, type, service, environments, stages, settings);
        return request is null ? (null, failure, []) : (Generate(request), null, unknown);
    }

    public Pipeline Generate(PipelineRequest request)
    {
        var settings = request.Settings;
        var identifiers = new IdentifierSet();
        var stages = Stages(request, identifiers);
        var approvals = stages.Count(stage => stage is ApprovalStage);
        return new(request.Name.Display, request.Name.Identifier)
        {
            Description = Describe(request),
            Project = settings.Project ?? options.ProjectIdentifier,
            Organization = settings.Organization ?? options.OrgIdentifier,
            Timeout = $"{(2 * approvals) + 1}d",
            Tags = settings.Tags,
            Codebase = request.Stages.HasContinuousIntegration
                ? new Codebase(settings.GitConnector ?? PipelineSettings.RuntimeInput, settings.Repository ?? PipelineSettings.RuntimeInput)
                : null,
            Variables =
            [
                new("image_tag", settings.ImageTag ?? "<+pipeline.sequenceId>", "The tag that is pushed and deployed. The service's artifact refers to it."),
                .. settings.Variables.Select(variable => new Variable(variable.Key, variable.Value, string.Empty)),
            ],
            Stages = stages,
            Notifications = Notifications(settings),
        };
    }

    private static ImmutableArray<Stage> Stages(PipelineRequest request, IdentifierSet identifiers)
    {
        var stages = ImmutableArray.CreateBuilder<Stage>();
        if (request.Stages.HasContinuousIntegration)
        {
            stages.Add(ContinuousIntegration.Stage(request, identifiers));
        }

        stages.AddRange(Own(request, StageSlot.BeforeDeployments, identifiers));
        var deployment = Deployment.For(request);
        var isBeforeProduction = true;
        for (var i = 0; i < request.Environments.Length; i++)
        {
            var environment = request.Environments[i];
            var isProduction = request.Settings.IsProduction(environment);
            var isLast = i == request.Environments.Length - 1;
            if (isBeforeProduction && (isProduction || isLast) && i > 0)
            {
                stages.AddRange(Own(request, StageSlot.BeforeProduction, identifiers));
                isBeforeProduction = false;
            }

            if (isProduction || (isLast && request.Stages.ApproveLast))
            {
                stages.Add(Approval(request, environment, identifiers));
            }

            stages.Add(Deploy(request, environment, deployment, identifiers));
        }

        if (isBeforeProduction)
        {
            stages.AddRange(Own(request, StageSlot.BeforeProduction, identifiers));
        }

        stages.AddRange(Own(request, StageSlot.AtTheEnd, identifiers));
        return stages.ToImmutable();
    }

    private static DeploymentStage Deploy(PipelineRequest request, EntityName environment, Deployment deployment, IdentifierSet identifiers)
    {
        var settings = request.Settings;
        return new(Titled("Deploy to", environment), identifiers.Claim("deploy_" + environment.Identifier))
        {
            Description = Described($"Deploys {request.Service.Original} to {environment.Original}."),
            Timeout = request.Type == PipelineType.Canary ? "1d" : "4h",
            Service = request.Service.Reference,
            ServiceInputs = ServiceInputs(settings),
            Target = request.Type == PipelineType.GitOps
                ? new DeploymentTarget.GitOps(environment.Reference, settings.GitOpsClusters)
                : new DeploymentTarget.Infrastructure(environment.Reference, settings.InfrastructureOf(environment)),
            Steps = deployment.Steps,
            RollbackSteps = deployment.RollbackSteps,
            FailureStrategies = Failures.OfDeployment,
        };
    }

    private static ApprovalStage Approval(PipelineRequest request, EntityName environment, IdentifierSet identifiers)
    {
        var timeout = request.Settings.ApprovalTimeout ?? "1d";
        return new(Titled("Approve", environment), identifiers.Claim("approve_" + environment.Identifier))
        {
            Description = Described($"Asks before {environment.Original} is changed."),
            Timeout = timeout,
            FailureStrategies = Failures.OfApproval,
            Steps =
            [
                new ApprovalStep(
                    "Approve deployment", "approve_deployment", timeout,
                    Described($"Approve the deployment of {request.Service.Original}, version ") + PipelineSettings.ImageTagVariable + Described($", to {environment.Original}. The run before this stage shows what it is."))
                {
                    UserGroups = request.Settings.Approvers.IsDefaultOrEmpty ? [WholeProject] : request.Settings.Approvers,
                    MinimumCount = request.Settings.ApprovalCount ?? 1,
                },
            ],
        };
    }

    private static IEnumerable<Stage> Own(PipelineRequest request, StageSlot slot, IdentifierSet identifiers)
    {
        foreach (var (name, _) in request.Stages.Own.Where(own => own.Slot == slot))
        {
            var command = request.Settings.Commands.FirstOrDefault(each => each.Key == name.Original).Value;
            yield return new CustomStage(name.Display, identifiers.Claim(name.Identifier))
            {
                Timeout = "2h",
                FailureStrategies = Failures.OfBuild,
                Variables = command is null ? [new("command", PipelineSettings.RuntimeInput, "The command that this stage runs.")] : [],
                Steps =
                [
                    new ShellScriptStep("Run", "run", "1h", command ?? "<+stage.variables.command>") { DelegateSelectors = request.Settings.DelegateSelectors },
                ],
            };
        }
    }

    private static YamlMap? ServiceInputs(PipelineSettings settings) => settings.ArtifactSource is not { } source ? null : new YamlMap()
        .Add("serviceDefinition", new YamlMap()
            .Add("type", "Kubernetes")
            .Add("spec", new YamlMap().Add("artifacts", new YamlMap().Add("primary", new YamlMap()
                .Add("primaryArtifactRef", source)
                .Add("sources", new YamlList(
                [
                    new YamlMap().Add("identifier", source).Add("type", "DockerRegistry").Add("spec", new YamlMap().Add("tag", PipelineSettings.ImageTagVariable)),
                ]))))));

    private static ImmutableArray<NotificationRule> Notifications(PipelineSettings settings)
    {
        ImmutableArray<string> events = ["PipelineFailed", "PipelineSuccess", "StageFailed"];
        var groups = settings.NotificationUserGroups;
        var rules = ImmutableArray.CreateBuilder<NotificationRule>();
        if (settings.SlackWebhookSecret is { } slack)
        {
            rules.Add(new("Tell Slack", "tell_slack", events, new NotificationMethod.Slack(Secret(slack)) { UserGroups = groups }));
        }

        if (settings.TeamsWebhookSecret is { } teams)
        {
            rules.Add(new("Tell Teams", "tell_teams", events, new NotificationMethod.Teams(Secret(teams)) { UserGroups = groups }));
        }

        if (settings.PagerDutySecret is { } pagerDuty)
        {
            rules.Add(new("Page", "page", ["PipelineFailed"], new NotificationMethod.PagerDuty(Secret(pagerDuty)) { UserGroups = groups }));
        }

        if (rules.Count == 0 || !settings.NotificationEmails.IsDefaultOrEmpty || !groups.IsDefaultOrEmpty)
        {
            var isTold = !settings.NotificationEmails.IsDefaultOrEmpty || !groups.IsDefaultOrEmpty;
            rules.Add(new("Tell by mail", "tell_by_mail", events, new NotificationMethod.Email(settings.NotificationEmails) { UserGroups = isTold ? groups : [WholeProject] }));
        }

        return rules.ToImmutable();
    }

    private static string Secret(string identifier) => $"<+secrets.getValue(\"{identifier}\")>";

    private static string Titled(string verb, EntityName name)
    {
        var title = $"{verb} {name.Display}";
        return title.Length <= EntityName.MaxLength ? title : title[..EntityName.MaxLength].TrimEnd();
    }

    private static string Describe(PipelineRequest request) =>
        Described(request.Settings.Description ?? $"{request.Name.Original}: {TypeText(request.Type)} of {request.Service.Original} to {string.Join(", ", request.Environments.Select(each => each.Original))}.");

    /// <summary>Free text of the caller's: Harness would resolve an expression in it, so the mark that starts one is broken.</summary>
    private static string Described(string text)
    {
        var plain = text.Replace("<+", "< +", StringComparison.Ordinal);
        return plain.Length <= 1000 ? plain : plain[..1000] + "…";
    }

    private static string TypeText(PipelineType type) => type switch
    {
        PipelineType.Canary => "canary deployment",
        PipelineType.BlueGreen => "blue-green deployment",
        PipelineType.GitOps => "GitOps deployment",
        PipelineType.Rolling => "rolling deployment",
        _ => "build, test and deployment",
    };
}
