using System.Collections.Frozen;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Reads what a task wants of Harness itself: "push it to Harness", "trigger the checkout pipeline", "status of execution x".</summary>
internal static class ErrandReader
{
    private static readonly FrozenSet<string> PushVerbs = WordSet.Of("push publish upload 推送");

    /// <summary>"I want it pushed": only where it is said that Harness is meant.</summary>
    private static readonly FrozenSet<string> PushParticiples = WordSet.Of("pushed uploaded published");

    private static readonly FrozenSet<string> RunVerbs = WordSet.Of(
        """
        trigger run execute start kick starte starten ausfuhren auslosen lancer lance lancez executer declencher ejecutar ejecuta lanzar lanza
        disparar executar rodar rode eseguire esegui lanciare lancia uitvoeren uruchom запусти запустить 运行 触发 実行
        """);

    /// <summary>What no tool does with a pipeline or a run.</summary>
    private static readonly FrozenSet<string> OtherVerbs = WordSet.Of("import sync rerun re-run stop abort cancel pause resume retry delete disable enable");

    /// <summary>Words before a verb that leave it an order.</summary>
    private static readonly FrozenSet<string> Preludes = WordSet.Of("please pls bitte porfa svp now just then also afterwards finally you kindly go jetzt dann immediately once");

    private static readonly FrozenSet<string> Wishes = WordSet.Of("want need like you me us going");

    private static readonly FrozenSet<string> ListVerbs = WordSet.Of("list lists show display exist exists there have zeige zeig auflisten liste listet montre montrez muestra muestrame lista listar mostra toon");

    private static readonly FrozenSet<string> StateWords = WordSet.Of(
        "status state progress going finished finish done succeed succeeded running zustand stand fertig etat statut estado stato fortschritt monitor watch follow 状态");

    private static readonly FrozenSet<string> WaitWords = WordSet.Of("wait waits until finished finishes finish completes complete completion watch follow monitor warte warten bis fertig attends attendre espera esperar aspetta");

    private static readonly FrozenSet<string> Pronouns = WordSet.Of("it them this that");

    /// <summary>A task of so few words has nothing else in it that "it" could be about.</summary>
    private const int FewWords = 12;

    /// <summary>Where a pipeline is pushed to, where the task says so: anywhere else is not Harness.</summary>
    private static readonly FrozenSet<string> Destinations = WordSet.Of("harness project projekt projet proyecto progetto projeto account org organization organisation konto platform it there");

    public static Errands Read(PlaybookBrief asked, TaskBrief brief, ContextValues context)
    {
        var text = brief.Text;
        var orders = HarnessWords.Orders(text).Where(at => IsImperative(text, at)).ToList();
        var push = orders.Any(at => PushVerbs.Contains(text[at].Key) && IsOfPipeline(text, at) && GoesToHarness(text, at)) || IsWishedThere(text);
        var makes = NewThings.Pipelines(text).Count > 0;
        var trigger = orders.Any(at => RunVerbs.Contains(text[at].Key) && IsRun(text, at, push || makes));
        var execution = context.Text("executionid", "planexecutionid", "execution") ?? ErrandSubjects.ExecutionIn(asked.Task, text);
        var asksState = text.Any(token => StateWords.Contains(token.Key));
        var isNamed = context.Text("pipelineid", "pipelineidentifier") is not null;
        var (pipeline, isCertain) = isNamed ? (context.Text("pipelineid", "pipelineidentifier"), true) : ErrandSubjects.PipelineIn(text, brief, trigger);
        var status = !trigger && !push && (execution is not null && (asksState || text.IsQuestion || text.Any(token => ErrandSubjects.IsRunNoun(token.Key)))
            || asksState && pipeline is not null && text.Has(Term.Pipeline) && !text.Has(Term.Create | Term.Validate | Term.Repair) && !HarnessWords.SpeaksOfTrouble(text));
        var list = !status && text.Any(token => token.Key is "pipelines") && text.Any(token => ListVerbs.Contains(token.Key))
            && !text.Has(Term.Create | Term.Validate | Term.Repair) && !HarnessWords.SpeaksOfTrouble(text) && (text.IsQuestion || orders.Count > 0 || text.Count <= 12);
        var other = !push && !trigger && orders.Any(at => OtherVerbs.Contains(text[at].Key) || PushVerbs.Contains(text[at].Key) && !IsOfPipeline(text, at) && GoesToHarness(text, at));
        return new Errands(
            push, trigger, status, list, other, pipeline, isCertain, execution, ErrandSubjects.InputsOf(asked.Task, context), brief.Target?.Original, text.Any(token => WaitWords.Contains(token.Key)));
    }

    /// <summary>"Trigger …", "…, then trigger …", "can you trigger …"; not "the webhook trigger" and not "so that pushes start the pipeline".</summary>
    private static bool IsImperative(TaskText text, int verb) => text.At(verb - 1) is not { } before
        || before.Kind == TokenKind.Symbol || before.Is(Term.Connector) || Preludes.Contains(before.Key)
        || before.Is(Term.To) && text.At(verb - 2) is { } wish && Wishes.Contains(wish.Key);

    /// <summary>Whether the verb's object is a pipeline, or something said before.</summary>
    private static bool IsOfPipeline(TaskText text, int verb)
    {
        for (var i = verb + 1; i < text.Count && i <= verb + 10 && !text[i].EndsSentence; i++)
        {
            if (text.Is(i, Term.Template) && !text.Is(i, Term.Pipeline))
            {
                return false;
            }

            if (text.Is(i, Term.Pipeline) || Pronouns.Contains(text[i].Key) || text[i].Key == "harness")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"run the pipeline", and "run it" where nothing else could be meant.</summary>
    private static bool IsRun(TaskText text, int verb, bool isOfNewPipeline)
    {
        for (var i = verb + 1; i < text.Count && i <= verb + 8 && !text[i].EndsSentence; i++)
        {
            if (text.Is(i, Term.Pipeline) || ErrandSubjects.IsRunOf(text, i))
            {
                return true;
            }

            if (text[i].Key is "it" or "them")
            {
                return isOfNewPipeline || text.Count <= FewWords;
            }
        }

        return false;
    }

    private static bool IsWishedThere(TaskText text)
    {
        if (HarnessWords.SpeaksOfTrouble(text))
        {
            return false;
        }

        for (var i = 1; i + 1 < text.Count; i++)
        {
            if (PushParticiples.Contains(text[i].Key) && text.Is(i + 1, Term.To) && !text.IsDenied(i) && GoesToHarness(text, i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"push it to Harness", "push it up to our project"; not "push it to ECR".</summary>
    private static bool GoesToHarness(TaskText text, int verb)
    {
        for (var i = verb + 1; i < text.Count && i <= verb + 12 && !text[i].EndsSentence; i++)
        {
            if (!text.Is(i, Term.To))
            {
                continue;
            }

            var at = i + 1;
            while (at < text.Count && (HarnessWords.IsDefinite(text[at]) || text.Is(at, Term.Stop)) && !Destinations.Contains(text[at].Key))
            {
                at++;
            }

            return text.At(at) is not { } destination || Destinations.Contains(destination.Key) || Destinations.Contains(text.At(at + 1)?.Key ?? "");
        }

        return true;
    }
}
