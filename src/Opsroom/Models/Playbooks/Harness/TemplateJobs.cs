using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Reads which Harness templates a task asks for.</summary>
internal static class TemplateJobs
{
    private static readonly string[] Kinds = ["step", "stage", "pipeline", "stepgroup"];

    public static IEnumerable<HarnessJob.Template> Read(TaskBrief brief, ContextValues context)
    {
        var phrases = NewThings.Templates(brief.Text);
        if (phrases.Count == 0 && context.Text("templatetype") is not null && brief.Text.Has(Term.Template))
        {
            phrases = [new(0, brief.Text.Count - 1)];
        }

        return phrases.Select(phrase => Template(brief, context, phrase));
    }

    private static HarnessJob.Template Template(TaskBrief brief, ContextValues context, NewThings.Phrase phrase)
    {
        var assumed = new List<string>();
        var kind = KindOf(context.Text("templatetype", "kind")) ?? KindIn(brief.Text, phrase);
        if (kind is null)
        {
            kind = "step";
            assumed.Add("Which kind of template was not said, so it is one of a step.");
        }

        var scope = ScopeOf(context.Text("scope")) ?? ScopeIn(brief.Text) ?? "project";
        var purpose = PurposeAfter(brief.Text, phrase.Noun);
        var name = context.Text("name", "templatename") ?? brief.NewName ?? QuotedIn(brief.Text, phrase) ?? purpose ?? $"{brief.Service ?? "Shared"} {kind}";
        return new(kind, name, scope, ConfigOf(brief, context, kind), context.Text("versionlabel", "version") ?? brief.Version, [.. assumed]);
    }

    private static JsonObject ConfigOf(TaskBrief brief, ContextValues context, string kind)
    {
        if (context.Raw("config") is { ValueKind: JsonValueKind.Object } given)
        {
            return JsonNode.Parse(given.GetRawText())!.AsObject();
        }

        var script = brief.CodeBlocks.FirstOrDefault(block => block.Kind is "bash" or "sh" or "shell" or "text")?.Content;
        return kind switch
        {
            "step" => CallLedger.Arguments(("script", script), ("url", script is null ? brief.Urls.FirstOrDefault() : null)),
            "stepgroup" => [],
            _ => CallLedger.Arguments(
                ("pipeline_type", brief.PipelineTypes.FirstOrDefault()), ("service", brief.Service),
                ("environments", kind == "pipeline" && !brief.Environments.IsEmpty ? CallLedger.List(brief.Environments.Select(environment => environment.Name)) : null),
                ("environment", kind == "stage" ? brief.Target?.Name : null)),
        };
    }

    private static string? KindOf(string? written) =>
        written is not null && string.Concat(written.Where(char.IsLetter)).ToLowerInvariant() is var kind && Kinds.Contains(kind) ? kind : null;

    /// <summary>The kind stands before the word, or after it: "template for a step group", "plantilla de etapa".</summary>
    private static string? KindIn(TaskText text, NewThings.Phrase phrase)
    {
        for (var i = phrase.Noun - 1; i >= Math.Max(0, phrase.Start - 1); i--)
        {
            if (KindAt(text, i) is { } kind)
            {
                return kind;
            }
        }

        for (var i = phrase.Noun + 1; i <= phrase.Noun + 4 && !text.IsEnd(i); i++)
        {
            if (KindAt(text, i) is { } kind)
            {
                return kind;
            }
        }

        return null;
    }

    private static string? KindAt(TaskText text, int i) => text[i].Key switch
    {
        "stepgroup" or "stepgroups" or "step-group" => "stepgroup",
        "group" when text.At(i - 1)?.Key is "step" => "stepgroup",
        "step" or "steps" when text.At(i + 1)?.Key is "group" or "groups" => "stepgroup",
        "step" or "steps" or "schritt" or "paso" or "passo" or "stap" or "шага" or "шаг" => "step",
        "stage" or "stages" or "stufe" or "etape" or "etapa" or "fase" or "этапа" => "stage",
        _ => text.Is(i, Term.Pipeline) ? "pipeline" : null,
    };

    private static string? ScopeOf(string? written) => written?.ToLowerInvariant() switch
    {
        "account" or "acct" => "account",
        "org" or "organization" or "organisation" => "org",
        "project" => "project",
        _ => null,
    };

    private static string? ScopeIn(TaskText text)
    {
        foreach (var token in text.Tokens)
        {
            switch (token.Key)
            {
                case "account" or "account-level" or "account-wide" or "company-wide" or "konto" or "compte" or "cuenta" or "conta":
                    return "account";
                case "org" or "org-level" or "org-wide" or "organization" or "organisation" or "organization-level" or "organizacion" or "organizacao" or "organizzazione" or "organizasyon":
                    return "org";
            }
        }

        return null;
    }

    private static string? QuotedIn(TaskText text, NewThings.Phrase phrase)
    {
        for (var i = phrase.Start; i < text.Count && i <= phrase.Noun + 4; i++)
        {
            if (text[i].Kind == TokenKind.Quoted)
            {
                return text[i].Text;
            }
        }

        return null;
    }

    /// <summary>"a step template for smoke tests" is called Smoke tests.</summary>
    private static string? PurposeAfter(TaskText text, int noun)
    {
        if (!text.Is(noun + 1, Term.For) && text.At(noun + 1)?.Key is not ("that" or "which"))
        {
            return null;
        }

        var words = new List<string>(4);
        for (var i = noun + 2; i < text.Count && words.Count < 4 && text[i].Kind == TokenKind.Word && !text.Is(i, Term.Preposition | Term.Connector | Term.To | Term.For); i++)
        {
            if (!text.Is(i, Term.Stop | Term.Indefinite))
            {
                words.Add(text[i].Text);
            }
        }

        return words.Count == 0 || words.All(word => Kinds.Contains(word.ToLowerInvariant())) ? null : char.ToUpperInvariant(words[0][0]) + string.Join(' ', words)[1..];
    }
}
