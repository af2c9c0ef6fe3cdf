using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Infrastructure;

namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>Moves versions: plan, preflight, and the execution that people approve; and back again. One that is not ready does not begin.</summary>
internal sealed class Rollouts(Desk desk, Told told, Place place, DeploymentWish wish, FirstRelease first, PipelineInstead pipeline)
{
    /// <summary>Deploys, plans, checks or rolls back one service.</summary>
    /// <returns>Whether it came to its end well, so that the next one may follow.</returns>
    public bool Do(string service)
    {
        if (new ReleaseFinder(desk, place).Find(service) is not { } looked)
        {
            return false;
        }

        if (looked.Found is { } at)
        {
            return wish.Intent switch
            {
                DeploymentIntent.RollBack => RollBack(at),
                DeploymentIntent.Check => Check(at),
                _ => Deploy(at),
            };
        }

        var search = looked.Search!;
        if (search.Failure is { } failure)
        {
            return Outcome.CodeOf(failure) is "not_configured" or Desk.NotOffered ? WithoutCluster(service, failure) : told.Succeeded(failure, What(service));
        }

        if (search.IsAbsent && wish.Intent is DeploymentIntent.Execute or DeploymentIntent.Plan)
        {
            return first.Make(service, search.Problem!);
        }

        told.NotDone(search.Problem!);
        return false;
    }

    private bool Deploy(ReleasePlace at)
    {
        var image = DeploymentImage.Of(wish, at.Service, at.Row);
        if (image.Image is null)
        {
            told.NotDone(image.Problem!);
            return false;
        }

        if (image.Image == image.Running)
        {
            told.Line($"{Shown(at)} runs {Told.Code(image.Image)} already, so there is nothing to deploy.");
            return true;
        }

        var plan = desk.Look(
            $"I plan the deployment of {image.Image} to {at.Environment}.", "plan_deployment",
            ReleaseFinder.Arguments(
                at, ("image", image.Image), ("strategy", wish.Strategy), ("weights", wish.Strategy == "canary" ? ReleaseFinder.WeightsOf(wish.Weights) : null), ("observe", wish.Observe)));
        if (!told.Succeeded(plan, $"The plan for {Shown(at)}"))
        {
            return false;
        }

        var id = plan!.Result.Text("plan_id");
        var check = desk.Look("I check whether it is ready.", "preflight_check", ReleaseFinder.Arguments(at, ("plan_id", id)));
        if (check is null)
        {
            return false;
        }

        var isReady = check is { Succeeded: true } && check.Result.Truth("ready") == true;
        var made = isReady && wish.Intent == DeploymentIntent.Execute ? desk.Change("I ask for it to be carried out.", "execute_deployment", ("plan_id", id)) : null;
        if (isReady && wish.Intent == DeploymentIntent.Execute && made is null)
        {
            return false;
        }

        var isDone = Conclude(at, image, id, isReady, check, made);
        Assume(at);
        if (made is { Succeeded: true })
        {
            told.AddSteps(made.Result);
        }

        told.AddPlan(plan.Result);
        if (check.Succeeded)
        {
            told.AddCheck(check.Result);
        }

        return isDone;
    }

    /// <summary>The outcome, which stands first.</summary>
    private bool Conclude(ReleasePlace at, DeploymentImage image, string? plan, bool isReady, ToolExchange check, ToolExchange? made)
    {
        var instead = image.Running is null ? "" : $" instead of {Told.Code(image.Running)}";
        var what = $"{Told.Code(image.Image)}{instead} in {Shown(at)} ({wish.Strategy}, {Told.Code(at.Environment)})";
        if (!isReady)
        {
            told.NotDone(check.Succeeded ? $"{what} was not deployed: the preflight check says that it is not ready." : $"{what} was not deployed: the preflight check could not be made. {Told.Quote(ToolAnswers.FailureOf(check))}");
            return false;
        }

        if (made is null)
        {
            told.Line($"Planned and ready, and nothing was moved: {what}. {(wish.IsHeld ? "The task asks, forbids or supposes it, so it was not carried out." : "")} To carry it out, say `execute plan {plan}`.");
            return true;
        }

        if (!told.Succeeded(made, $"The deployment of {what}"))
        {
            return false;
        }

        return Executed(made, $"Deployed {what}", at.Service, at.Namespace, at.Cluster);
    }

    private bool Executed(ToolExchange made, string deployed, string service, string? space, string? cluster)
    {
        var result = made.Result;
        var reason = result.Text("reason") is { Length: > 0 } text ? $" {Told.Quote(text)}" : "";
        if (result.Truth("verified") == true)
        {
            told.Line($"{deployed}, verified at each step.{reason}");
            return true;
        }

        var back = result.Truth("rolled_back") == true;
        told.Line($"**The deployment of {Told.Code(service)} failed{(back ? " and was rolled back" : "; it was not rolled back completely")}.**{reason}");
        told.Fail($"The deployment of {service} failed{(back ? " and was rolled back" : " and was not rolled back completely")}.{reason}");
        var why = space is null ? null : desk.Look("It failed; I look why.", "kubernetes_diagnose", ("namespace", space), ("cluster", cluster));
        if (why is { Succeeded: true })
        {
            told.AddCauses(why.Result, service, most: 3);
        }

        if (!back)
        {
            told.Line($"What is left is to be put in order: say `roll back {service}`{(space is null ? "" : $" in namespace {space}")}, which is asked before it is done.");
        }

        return false;
    }

    /// <summary>Carries out a plan of this thread that was made before.</summary>
    public bool Execute(string plan)
    {
        var read = desk.Look("I read the plan.", "workspace_read", ("path", $"deployments/{plan}.yaml"));
        if (!told.Succeeded(read, $"The plan {Told.Code(plan)}"))
        {
            return false;
        }

        var lines = PlanLines.Of(read!.Result.Text("content") ?? "");
        var check = desk.Look(
            "I check whether it is ready.", "preflight_check", ("service", lines.Service), ("environment", lines.Environment), ("namespace", lines.Namespace), ("cluster", lines.Cluster), ("plan_id", plan));
        if (!told.Succeeded(check, $"The preflight check of {Told.Code(plan)}"))
        {
            return false;
        }

        if (check!.Result.Truth("ready") != true)
        {
            told.NotDone($"{Told.Code(plan)} was not executed: the preflight check says that it is not ready.").AddCheck(check.Result);
            return false;
        }

        var made = desk.Change("I ask for it to be carried out.", "execute_deployment", ("plan_id", plan));
        if (!told.Succeeded(made, $"Executing {Told.Code(plan)}"))
        {
            return false;
        }

        var isDone = Executed(made!, $"Executed {Told.Code(plan)}", lines.Service ?? plan, lines.Namespace, lines.Cluster);
        told.AddSteps(made!.Result);
        return isDone;
    }

    private bool Check(ReleasePlace at)
    {
        var check = desk.Look("I check whether it is ready.", "preflight_check", ReleaseFinder.Arguments(at));
        if (!told.Succeeded(check, $"The preflight check of {Shown(at)}"))
        {
            return false;
        }

        told.Line($"{Shown(at)} is **{(check!.Result.Truth("ready") == true ? "ready" : "not ready")}** for a release to {Told.Code(at.Environment)}.");
        told.AddCheck(check.Result);
        Assume(at);
        return true;
    }

    private bool RollBack(ReleasePlace at)
    {
        var made = desk.Change($"I ask for {at.Service} to be rolled back.", "rollback_deployment", ReleaseFinder.Arguments(at, ("to", wish.Version)));
        if (!told.Succeeded(made, $"The rollback of {Shown(at)}", ByHand(at.Service, at.Namespace)))
        {
            return false;
        }

        var result = made!.Result;
        var (from, to) = (Told.Shown(result.Member("from")), Told.Shown(result.Member("to")));
        var verified = result.Truth("verified") == true;
        told.Line($"Rolled {Shown(at)} back{(from is null ? "" : $" from {from}")}{(to is null ? "" : $" to {to}")}, {(verified ? "verified" : "**not verified**")}. Migrations, messages and data are not undone by it.");
        if (!verified)
        {
            told.Fail($"The rollback of {at.Service} was made and is not verified.");
            told.Bullet("Why", result.Text("reason") is { } reason ? Told.Quote(reason) : null);
        }

        Assume(at);
        told.AddSteps(result);
        return verified;
    }

    /// <summary>What can be done where no cluster can be asked: a plan of the image that was named, or the pipeline that would deploy.</summary>
    private bool WithoutCluster(string service, ToolExchange failure)
    {
        if (wish.Intent is DeploymentIntent.RollBack or DeploymentIntent.Check)
        {
            told.Succeeded(failure, What(service), wish.Intent == DeploymentIntent.RollBack ? ByHand(service, place.Namespace) : null);
            return false;
        }

        var image = DeploymentImage.Of(wish, service, null).Image;
        var plan = image is null || place.Environment is null || !desk.Offers("plan_deployment") ? null : desk.Look(
            $"I plan the deployment of {image}.", "plan_deployment", ("service", service), ("environment", place.Environment), ("namespace", place.Namespace), ("image", image),
            ("strategy", wish.Strategy), ("weights", wish.Strategy == "canary" ? ReleaseFinder.WeightsOf(wish.Weights) : null), ("observe", wish.Observe));
        var made = pipeline.Make(service, wish);
        told.Succeeded(failure, What(service));
        if (plan is { Succeeded: true })
        {
            told.AddPlan(plan.Result);
        }

        pipeline.Tell(made, service, wish);
        return false;
    }

    private string What(string service)
    {
        var where = place.Environment is { } environment ? $" to {Told.Quote(environment)}" : "";
        return wish.Intent switch
        {
            DeploymentIntent.RollBack => $"the rollback of {Told.Code(service)}",
            DeploymentIntent.Check => $"the preflight check of {Told.Code(service)}",
            _ => $"the deployment of {Told.Code(service)}{where}",
        };
    }

    private void Assume(ReleasePlace at)
    {
        if (at.IsAssumed)
        {
            told.Bullet("Assumed", $"no environment was named, so {Told.Code(at.Environment)} was taken; the server compares it with its configuration.");
        }
    }

    private static string ByHand(string service, string? space) => $"kubectl rollout undo deployment/{service}{(space is null ? "" : $" -n {space}")}";

    private static string Shown(ReleasePlace at) => $"{Told.Code(at.Service)} in namespace {Told.Code(at.Namespace)}";
}
