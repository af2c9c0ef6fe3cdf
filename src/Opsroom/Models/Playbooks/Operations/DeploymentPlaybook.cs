using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Harness;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Moves versions into environments. Without the tools that do it, it prepares the pipeline that would.</summary>
internal sealed class DeploymentPlaybook : BriefingPlaybook
{
    private static readonly ImmutableArray<string> Cluster = ["KUBECONFIG"];

    private static readonly string[] Back =
        ["rollback", "roll-back", "revert", "undo", "zuruck", "zuruckrollen", "annuler", "revertir", "reverter", "ripristina", "terugdraaien", "откати", "откатить", "回滚"];

    public override string Agent => "deployment_agent";

    protected override Deliverable Wanted(TaskBrief brief)
    {
        var what = brief.Service is { } service ? $" of `{service}`" : string.Empty;
        var where = brief.Target is { } target ? $" to {target.Name}" : string.Empty;
        if (IsRollback(brief))
        {
            return Deliverable.Asking($"the rollback{what}", Cluster, "rollback_deployment") with { ByHand = Undo(brief) };
        }

        return IsCheck(brief)
            ? Deliverable.Asking($"the preflight check{where}", ["KUBECONFIG", "PROMETHEUS_URL"], "preflight_check")
            : Deliverable.Asking($"the deployment{what}{where}", Cluster, "plan_deployment", "execute_deployment");
    }

    private static ImmutableArray<string> Undo(TaskBrief brief)
    {
        if (brief.Service is not { } service)
        {
            return [];
        }

        var where = brief.Namespace is { } name ? $" -n {name}" : string.Empty;
        return
        [
            $"`kubectl rollout undo deployment/{service}{where}` brings the revision before back; `kubectl rollout history deployment/{service}{where}` shows them all. "
                + "Migrations are not undone by it.",
        ];
    }

    protected override ImmutableArray<PlannedCall> Preparation(PlaybookBrief asked, TaskBrief brief) => Pipeline(asked, brief) is { } job ? [job.ToCall()] : [];

    protected override string? Prepared(PlaybookSituation situation, TaskBrief brief, CallLedger ledger)
    {
        if (MadeBefore(situation.Brief) is { } made)
        {
            return $"the pipeline `{made}`, made earlier in this run, deploys there once it is in Harness and its inputs are filled in.";
        }

        if (Pipeline(situation.Brief, brief) is not { } job || ledger.Find(job.ToCall()) is not { } exchange)
        {
            return null;
        }

        var report = new HarnessReport(situation);
        report.Add(job, exchange);
        return report.ToAnswer().Message;
    }

    /// <summary>A Harness pipeline that would make this deployment; null where none fits, or one was made before.</summary>
    private static HarnessJob.Pipeline? Pipeline(PlaybookBrief asked, TaskBrief brief)
    {
        var fits = !brief.Environments.IsEmpty && !brief.Text.Is(0, Term.Question) && !IsRollback(brief) && !IsCheck(brief) && MadeBefore(asked) is null;
        if (!fits || brief.Service is not { } service)
        {
            return null;
        }

        var type = brief.Strategy is "canary" or "blue-green" ? brief.Strategy : "rolling";
        var options = CallLedger.Arguments(
            ("image", brief.Image is { } image ? ContainerImage.WithoutTag(image) : null), ("image_tag", brief.Version), ("namespace", brief.Namespace));
        return new($"{service}-{type}", type, service, [.. brief.Environments.Select(environment => environment.Name)], [], options, []);
    }

    private static string? MadeBefore(PlaybookBrief asked) =>
        asked.Earlier.Reverse().Select(earlier => earlier.Result.Text("pipeline_id")).FirstOrDefault(id => id is not null);

    /// <summary>The first verb decides: "deploy with automatic rollback" is a deployment.</summary>
    private static bool IsRollback(TaskBrief brief)
    {
        var text = brief.Text;
        for (var i = 0; i < text.Count; i++)
        {
            if (Back.Contains(text[i].Key) || text[i].Key is "roll" or "bring" or "go" or "take" && (text.At(i + 1)?.Key == "back" || text.At(i + 2)?.Key == "back"))
            {
                return true;
            }

            if (text.Is(i, Term.Deploy) && !text.Is(i, Term.Plain))
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsCheck(TaskBrief brief) =>
        brief.Text.Mentions("preflight", "pre-flight", "ready", "readiness", "go/no-go", "bereit", "pret", "listo", "pronto", "klaar")
        || brief.Text.Has(Term.Validate) && !brief.Text.Has(Term.Deploy);
}
