using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Models.Playbooks.Infrastructure;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>Reads what a task wants to happen to a version. Whatever is doubtful is planned at most: only an order moves something.</summary>
internal static partial class DeploymentWishReader
{
    private static readonly FrozenSet<string> Moves = WordSet.Of(
        """
        deploy deploys deploying deploye deployen release ship promote rollout roll-out rolling move hotfix bump upgrade update launch push go-live switch switchover canary blue-green
        ausrollen ausliefern ausliefere bringe bring rolle roll take bereitstellen deployer deploie despliega desplegar promover rilascia implanta execute carry expose
        """);

    private static readonly FrozenSet<string> Plans = WordSet.Of("plan plane planen draw draft sketch outline propose");

    private static readonly FrozenSet<string> Checks = WordSet.Of("preflight pre-flight ready readiness go/no-go no-go bereit pret listo pronto klaar startklar");

    private static readonly FrozenSet<string> Backs = WordSet.Of(
        """
        rollback roll-back revert undo abort zuruckrollen zuruck annuler revertir reverter ripristina terugdraaien откати откатить
        """);

    /// <summary>Words that hold a deployment back, wherever they stand.</summary>
    private static readonly FrozenSet<string> Holds = WordSet.Of("involve dry-run dryrun simulate hypothetically");

    public static DeploymentWish Read(TaskBrief brief, ContextValues context)
    {
        var text = brief.Text;
        var clauses = Clause.Of(text).ToList();
        var intent = IntentOf(text, clauses);
        var isHeld = intent == DeploymentIntent.Execute && !IsOrdered(clauses);
        var named = brief.Services.RemoveAll(service => StrategyReader.Parse(service) is not null);
        var services = !named.IsEmpty ? named : brief.Image is { } of ? [ContainerImage.ServiceOf(of)] : ServiceIn(clauses);
        return new(
            isHeld ? DeploymentIntent.Plan : intent, [.. services.Select(service => service.ToLowerInvariant())], ImageIn(brief), context.Text("version", "tag", "imagetag", "release") ?? VersionIn(text) ?? brief.Version,
            brief.Strategy is "canary" or "blue-green" ? brief.Strategy : brief.Percentages.Length > 0 && brief.Strategy is null ? "canary" : "rolling", WeightsIn(brief), ObserveIn(brief, context),
            context.Text("planid", "plan") ?? PlanIn(text), isHeld);
    }

    /// <summary>The first word that tells decides: "deploy with automatic rollback" is a deployment, "bring checkout back to v1" is a rollback.</summary>
    private static DeploymentIntent IntentOf(TaskText text, List<Clause> clauses)
    {
        var isBack = clauses.Exists(clause => clause.Mentions("back", "zuruck"));
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            if (token.Kind != TokenKind.Word)
            {
                continue;
            }

            if (Backs.Contains(token.Key) || text.At(i + 1)?.Key is "undo" || isBack && token.Key is "roll" or "rolle" or "bring" or "go" or "take" or "setze" or "switch")
            {
                return DeploymentIntent.RollBack;
            }

            if (Checks.Contains(token.Key))
            {
                return DeploymentIntent.Check;
            }

            if (Plans.Contains(token.Key))
            {
                return text.Any(other => other.Key is "execute" or "then" or "dann") && !text.IsQuestion ? DeploymentIntent.Execute : DeploymentIntent.Plan;
            }

            if (Moves.Contains(token.Key) || token.Is(Term.Deploy))
            {
                // "is it ready to ship": the question is whether, not when
                return text.Any(other => Checks.Contains(other.Key)) && (text.IsQuestion || text.IsSymbol(text.Count - 1, '?')) ? DeploymentIntent.Check : DeploymentIntent.Execute;
            }
        }

        return text.Has(Term.Strategy) ? DeploymentIntent.Execute : DeploymentIntent.None;
    }

    /// <summary>Whether the task tells to do it: no question, no condition, no refusal, nothing that somebody else said.</summary>
    private static bool IsOrdered(List<Clause> clauses)
    {
        var moving = clauses.FindAll(clause => clause.IndexOf(Moves) >= 0 || clause.Text.Slice(clause.Start, clause.End).Has(Term.Deploy | Term.Strategy));
        return moving.Count > 0 && moving.Exists(clause => clause.Allows()) && clauses.TrueForAll(clause =>
        {
            var words = clause.Text.Slice(clause.Start, clause.End);
            return !words.Any(token => token.Kind == TokenKind.Word && (ClusterWords.Refusals.Contains(token.Key) && token.Key is not ("ohne" or "without" or "no" or "stop") || Holds.Contains(token.Key)))
                && !(words.Mentions("only", "just", "nur", "lediglich") && words.Mentions("steps", "risks", "plan", "show", "tell", "know", "schritte", "risiken", "zeig", "zeige"));
        });
    }

    /// <summary><c>checkout@v1.5.0</c> is a service and its version, and no image.</summary>
    private static string? ImageIn(TaskBrief brief) =>
        brief.Image is { } image && image.Contains('@') && !image.Contains("@sha256:", StringComparison.Ordinal) ? null : brief.Image;

    /// <summary>"from v1 to v2" means v2.</summary>
    private static string? VersionIn(TaskText text)
    {
        for (var i = 1; i < text.Count; i++)
        {
            if (References.IsVersion(text[i].Key) && (text.Is(i - 1, Term.To) || text.At(i - 1)?.Text is "->" or "→" or ">"))
            {
                return text[i].Text;
            }
        }

        return null;
    }

    /// <summary>"promote billing to prod": the word behind the verb where the readers of names are in doubt.</summary>
    private static ImmutableArray<string> ServiceIn(List<Clause> clauses)
    {
        foreach (var clause in clauses)
        {
            int[] verbs = [clause.IndexOf(Moves), clause.IndexOf(Backs), clause.IndexOf(Checks)];
            if (verbs.Where(verb => verb >= 0).Order().FirstOrDefault(-1) is var move and >= 0)
            {
                var names = SubjectReader.Of(clause, move).Where(subject => subject.Name is { } name && !References.IsVersion(name) && !Moves.Contains(name) && !ClusterWords.Pronouns.Contains(name));
                if (names.FirstOrDefault() is { } found)
                {
                    return [found.Name!];
                }
            }
        }

        return [];
    }

    private static ImmutableArray<int> WeightsIn(TaskBrief brief) =>
        [.. brief.Percentages.Where(part => part is >= 1 and < 100 && part == Math.Floor(part)).Select(part => (int)part).Distinct().Order()];

    private static string? ObserveIn(TaskBrief brief, ContextValues context) => context.Text("observe", "observation")
        ?? (brief.Text.Mentions("observe", "observing", "watch", "watching", "watched", "bake", "soak", "beobachte", "beobachten", "beobachtung") && brief.Durations is [{ } time, ..] && time[^1] is 's' or 'm' ? time : null);

    private static string? PlanIn(TaskText text)
    {
        foreach (var token in text.Tokens)
        {
            if (token.Key.Length <= 200 && PlanId().IsMatch(token.Key))
            {
                return token.Key;
            }
        }

        return null;
    }

    [GeneratedRegex("^(rolling|canary|blue-green)-[a-z0-9][-a-z0-9.]*-[0-9a-f]{8}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PlanId();
}
