namespace Opsroom.Tools.Harness;

/// <summary>Descriptions of free objects of options, shown to people and models alike.</summary>
internal static class OptionTexts
{
    public const string Pipeline =
        "All optional; an unknown one is a finding. "
        + "Text: description, org, project, repo, git_connector, language, framework, build_command, test_command, build_image, image (repository path), registry, "
        + "image_tag (default: the run's number), docker_connector, dockerfile, docker_context, artifact_source (of the service; gets the tag), namespace, "
        + "build_cluster_connector and build_namespace (build in a cluster instead of Harness Cloud), verification (health or continuous), verification_duration (5m), health_url, "
        + "approval_timeout (1d), timeout (of each deployment step, 15m), slack_webhook_secret, teams_webhook_secret, pagerduty_secret (identifiers of Harness secrets), gitops_image_key (image.tag). "
        + "Numbers: approval_count. Lists: test_reports, canary_percentages ([10, 25, 50]), approvers and notification_user_groups (user groups), notification_emails, "
        + "production_environments, gitops_clusters, delegate_selectors. "
        + "Objects of texts: tags, variables, commands (stage name to command), infrastructure (environment to infrastructure definition, or one text for all). "
        + "What is not given and needed is a runtime input. Values must not hold <+…> expressions.";

    public const string Template =
        "All optional. For any: description, tags{}. "
        + "step: type (of Harness's: ShellScript, Run, Http, …) with spec{}, or just script, command (and image) or url; timeout. "
        + "stepgroup: steps[] (each as for a step, with name), stage_type. "
        + "stage: steps[] with stage_type (CI, Deployment, Approval, Custom), or pipeline_type, service, environment and options{} as create_pipeline takes them. "
        + "pipeline: pipeline_type, service, environments[], stages[] and options{} as create_pipeline takes them. "
        + "What is not given is a runtime input of the template.";
}
