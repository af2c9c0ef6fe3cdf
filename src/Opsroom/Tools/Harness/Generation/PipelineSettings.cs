using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>How a version is judged between the phases of a deployment.</summary>
internal enum Verification
{
    /// <summary>By the pods: ready, and not restarting while they are watched.</summary>
    Health,

    /// <summary>By Harness's continuous verification, which needs a monitored service.</summary>
    Continuous,
}

/// <summary>The <c>options</c> of <c>create_pipeline</c>, read and judged.</summary>
internal sealed partial record PipelineSettings
{
    public const string RuntimeInput = "<+input>";
    public const string ImageTagVariable = "<+pipeline.variables.image_tag>";

    public string? Description { get; private init; }

    public string? Organization { get; private init; }

    public string? Project { get; private init; }

    public ImmutableArray<KeyValuePair<string, string>> Tags { get; private init; }

    public string? Repository { get; private init; }

    public string? GitConnector { get; private init; }

    public string? Language { get; private init; }

    public string? Framework { get; private init; }

    public string? BuildCommand { get; private init; }

    public string? TestCommand { get; private init; }

    public string? BuildImage { get; private init; }

    public ImmutableArray<string> TestReports { get; private init; }

    public string? Image { get; private init; }

    public string? Registry { get; private init; }

    public string? ImageTag { get; private init; }

    public string? DockerConnector { get; private init; }

    public string? Dockerfile { get; private init; }

    public string? DockerContext { get; private init; }

    public string? ArtifactSource { get; private init; }

    public string? BuildCluster { get; private init; }

    public string? BuildNamespace { get; private init; }

    public string? Namespace { get; private init; }

    public string? Infrastructure { get; private init; }

    public ImmutableDictionary<string, string> InfrastructureByEnvironment { get; private init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableArray<int> CanaryPercentages { get; private init; }

    public Verification Verification { get; private init; }

    public string? VerificationDuration { get; private init; }

    public string? HealthUrl { get; private init; }

    public ImmutableArray<string> Approvers { get; private init; }

    public int? ApprovalCount { get; private init; }

    public string? ApprovalTimeout { get; private init; }

    public ImmutableArray<string> ProductionEnvironments { get; private init; }

    public ImmutableArray<string> NotificationEmails { get; private init; }

    public ImmutableArray<string> NotificationUserGroups { get; private init; }

    public string? SlackWebhookSecret { get; private init; }

    public string? TeamsWebhookSecret { get; private init; }

    public string? PagerDutySecret { get; private init; }

    public ImmutableArray<string> GitOpsClusters { get; private init; }

    public string? GitOpsImageKey { get; private init; }

    public ImmutableArray<string> DelegateSelectors { get; private init; }

    public string? Timeout { get; private init; }

    public ImmutableArray<KeyValuePair<string, string>> Commands { get; private init; }

    public ImmutableArray<KeyValuePair<string, string>> Variables { get; private init; }

    /// <summary>Reads the options; the failure names every one that cannot be used, and a finding each that nobody knows.</summary>
    public static (PipelineSettings? Settings, string? Failure, ImmutableArray<Finding> Findings) Read(JsonElement? options)
    {
        var reader = new OptionReader(options, "options");
        var (infrastructure, byEnvironment) = ReadInfrastructure(reader);
        var settings = new PipelineSettings
        {
            Description = reader.Text("description"),
            Organization = reader.Reference("organization", "org", "org_identifier"),
            Project = reader.Reference("project", "project_identifier"),
            Tags = reader.TextMap("tags", "labels"),
            Repository = reader.Text("repo", "repository", "repo_name", "git_repo"),
            GitConnector = reader.Reference("git_connector", "connector", "connector_ref", "code_connector", "codebase_connector"),
            Language = reader.Text("language", "runtime", "stack"),
            Framework = reader.Text("framework", "build_tool"),
            BuildCommand = reader.Text("build_command"),
            TestCommand = reader.Text("test_command"),
            BuildImage = reader.Text("build_image"),
            TestReports = reader.Texts("test_reports"),
            Image = reader.Text("image", "image_name", "image_repo", "docker_image"),
            Registry = reader.Text("registry", "docker_registry", "container_registry"),
            ImageTag = ReadPattern(reader, ImageTagPattern(), "must be an image tag: letters, digits, . _ - and at most 128 of them", "image_tag", "tag"),
            DockerConnector = reader.Reference("docker_connector", "registry_connector", "image_connector"),
            Dockerfile = reader.Text("dockerfile"),
            DockerContext = reader.Text("docker_context", "build_context"),
            ArtifactSource = reader.Reference("artifact_source"),
            BuildCluster = reader.Reference("build_cluster_connector", "build_cluster"),
            BuildNamespace = ReadPattern(reader, DnsLabel(), "must be a Kubernetes namespace", "build_namespace"),
            Namespace = ReadPattern(reader, DnsLabel(), "must be a Kubernetes namespace", "namespace", "kubernetes_namespace"),
            Infrastructure = infrastructure,
            InfrastructureByEnvironment = byEnvironment,
            CanaryPercentages = ReadPercentages(reader),
            Verification = ReadVerification(reader),
            VerificationDuration = ReadPattern(reader, WholeDuration(), "must be a duration such as 90s, 5m or 1h", "verification_duration", "verify_duration", "soak"),
            HealthUrl = ReadUrl(reader),
            Approvers = ReadGroups(reader, "approvers", "approver_groups", "approval_groups", "approver"),
            ApprovalCount = reader.Whole(1, 20, "approval_count", "min_approvers", "minimum_approvers"),
            ApprovalTimeout = reader.Duration("approval_timeout"),
            ProductionEnvironments = reader.Texts("production_environments"),
            NotificationEmails = ReadEmails(reader),
            NotificationUserGroups = ReadGroups(reader, "notification_user_groups", "notification_groups", "notify"),
            SlackWebhookSecret = reader.Reference("slack_webhook_secret"),
            TeamsWebhookSecret = reader.Reference("teams_webhook_secret"),
            PagerDutySecret = reader.Reference("pagerduty_secret"),
            GitOpsClusters = ReadGroups(reader, "gitops_clusters", "gitops_cluster"),
            GitOpsImageKey = ReadPattern(reader, ValuesKey(), "must be a path in a values file, such as image.tag", "gitops_image_key"),
            DelegateSelectors = reader.Texts("delegate_selectors", "delegate_selector"),
            Timeout = reader.Duration("timeout", "step_timeout"),
            Commands = reader.TextMap("commands"),
            Variables = ReadVariables(reader),
        };
        return reader.Faults.Count > 0 ? (null, string.Join("; ", reader.Faults) + ".", []) : (settings, null, [.. reader.LeftOver.Select(name => Unknown(name, reader.Known))]);
    }

    /// <summary>The identifier of an infrastructure definition, or null where it is to be asked for at run time.</summary>
    public string? InfrastructureOf(EntityName environment)
    {
        var given = InfrastructureByEnvironment.GetValueOrDefault(environment.Original) ?? InfrastructureByEnvironment.GetValueOrDefault(environment.Identifier) ?? Infrastructure;
        return given == RuntimeInput ? null : given;
    }

    public bool IsProduction(EntityName environment) =>
        ProductionEnvironments.Contains(environment.Original, StringComparer.OrdinalIgnoreCase) || EnvironmentKind.IsProduction(environment.Original);

    private static Finding Unknown(string name, IReadOnlyCollection<string> known)
    {
        var shown = name.Length > 60 ? name[..60] + "…" : name;
        var near = Spelling.Nearest(name, known);
        return new(
            "unknown-option", Severity.Warning,
            $"The option \"{shown}\" is not known and was not used{(near is null ? string.Empty : $"; did you mean \"{near}\"")}. The description of create_pipeline lists the options.",
            Path: $"options.{shown}");
    }

    private static (string? One, ImmutableDictionary<string, string> Map) ReadInfrastructure(OptionReader reader)
    {
        var map = ImmutableDictionary<string, string>.Empty;
        if (reader.Raw("infrastructure", "infrastructures") is not { ValueKind: JsonValueKind.Object } element)
        {
            return (reader.Reference("infrastructure", "infrastructures"), map);
        }

        var each = new OptionReader(element, "options.infrastructure");
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is { } text && (text == RuntimeInput || Identifier().IsMatch(text)))
            {
                map = map.SetItem(property.Name, text);
            }
            else
            {
                reader.Refuse("infrastructure", "must give each environment the identifier of an infrastructure definition");
                break;
            }
        }

        return (null, map);
    }

    private static ImmutableArray<int> ReadPercentages(OptionReader reader)
    {
        var given = reader.Wholes(1, 99, "canary_percentages", "canary_steps", "canary_percentage");
        for (var i = 1; i < given.Length; i++)
        {
            if (given[i] <= given[i - 1])
            {
                reader.Refuse("canary_percentages", "must grow from one to the next");
                break;
            }
        }

        if (given.Length > 10)
        {
            reader.Refuse("canary_percentages", "must have at most 10 phases");
        }

        return given;
    }

    private static Verification ReadVerification(OptionReader reader)
    {
        switch (reader.Text("verification", "verify"))
        {
            case null or "health":
                return Verification.Health;
            case "continuous":
                return Verification.Continuous;
            default:
                reader.Refuse("verification", "must be \"health\" or \"continuous\"");
                return Verification.Health;
        }
    }

    private static string? ReadUrl(OptionReader reader)
    {
        var text = reader.Text("health_url", "health_check_url");
        if (text is null || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            return text;
        }

        reader.Refuse("health_url", "must be an absolute http or https address");
        return null;
    }

    private static ImmutableArray<string> ReadGroups(OptionReader reader, params ReadOnlySpan<string> names)
    {
        var groups = reader.Texts(names);
        foreach (var group in groups)
        {
            if (!ScopedIdentifier().IsMatch(group))
            {
                reader.Refuse(names[0], $"must be identifiers in Harness, such as account.platform_team, not \"{(group.Length > 40 ? group[..40] + "…" : group)}\"");
                break;
            }
        }

        return groups;
    }

    private static ImmutableArray<string> ReadEmails(OptionReader reader)
    {
        var emails = reader.Texts("notification_emails", "notification_email", "emails", "email");
        if (emails.Any(email => !Email().IsMatch(email)))
        {
            reader.Refuse("notification_emails", "must be e-mail addresses");
        }

        return emails;
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadVariables(OptionReader reader)
    {
        var variables = reader.TextMap("variables");
        foreach (var (name, _) in variables)
        {
            if (!Identifier().IsMatch(name) || name == "image_tag")
            {
                reader.Refuse("variables", "must have names of letters, digits and _, other than image_tag");
                break;
            }
        }

        return variables;
    }

    private static string? ReadPattern(OptionReader reader, Regex pattern, string fault, params ReadOnlySpan<string> names)
    {
        var text = reader.Text(names);
        if (text is null || pattern.IsMatch(text))
        {
            return text;
        }

        reader.Refuse(names[0], fault);
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ImageTagPattern();

    [GeneratedRegex(@"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"^[1-9][0-9]{1,3}s\z|^[1-9][0-9]{0,3}[mh]\z", RegexOptions.NonBacktracking)]
    private static partial Regex WholeDuration();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.\[\]-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ValuesKey();

    [GeneratedRegex(@"^[A-Za-z_][0-9A-Za-z_]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^(?:(?:account|org)\.)?[A-Za-z_][0-9A-Za-z_]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ScopedIdentifier();

    [GeneratedRegex(@"^[^\s@<>""]{1,64}@[^\s@<>""]{1,190}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
