using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Workflow.Claims;

/// <summary>Claims that a model states as JSON: objects with <c>evidence</c>, or with a <c>quote</c> of their own. The shape is that of <c>root_causes</c>, wherever in the document it stands.</summary>
internal sealed class StructuredClaims(ClaimJudge judge, ClaimLedger ledger)
{
    private static readonly JsonDocumentOptions Reading = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };
    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] CauseLists = ["root_causes", "rootCauses", "causes", "root_cause", "rootCause", "cause", "hypotheses"];
    private static readonly string[] Names = ["cause", "claim", "what", "title", "summary", "hypothesis"];

    private readonly List<string> unquoted = [];

    /// <summary>The document without the claims that do not stand; null where the text is no JSON object or list.</summary>
    public string? Check(string text)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, documentOptions: Reading);
            if (root is not (JsonObject or JsonArray))
            {
                return null;
            }

            var (struck, supposed) = (ledger.Result.Struck.Length, ledger.Result.Conjectures.Length);
            unquoted.Clear();
            var keeps = Keep(root, "");
            // only now is known all that was struck, also by what stands further down
            unquoted.Select(ledger.Repetitions.Without).Where(rest => rest.Length > 0).ToList().ForEach(ledger.Suppose);
            var changed = ledger.HasStruck && StructuredRepetitions.Drop(root, ledger.Repetitions) || unquoted.Count > 0;
            var found = ledger.Result;
            if (!changed && found.Struck.Length == struck)
            {
                return text;
            }

            var written = keeps ? root : new JsonObject();
            if (written is JsonObject answer)
            {
                Tell(answer, "struck", [.. found.Struck[struck..].Select(claim => (JsonNode)new JsonObject { ["claim_number"] = claim.Number, ["source"] = claim.Source, ["location"] = claim.Location, ["why"] = claim.Why })]);
                Tell(answer, "conjectures", [.. found.Conjectures[supposed..].Select(claim => (JsonNode)JsonValue.Create(claim))]);
            }

            return written.ToJsonString(Writing);
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException)
        {
            // a name that stands twice shows only when it is looked for
            return null;
        }
    }

    private static void Tell(JsonObject answer, string name, JsonNode[] told)
    {
        if (told.Length == 0)
        {
            return;
        }

        var list = answer[name] as JsonArray ?? [];
        answer[name] = null;
        answer[name] = new JsonArray([.. list.Select(item => item?.DeepClone()), .. told]);
    }

    /// <summary>Whether a value stays.</summary>
    private bool Keep(JsonNode? node, string name) => node switch
    {
        JsonObject claim => KeepObject(claim, name),
        JsonArray list => KeepList(list, name),
        JsonValue value when value.TryGetValue<string>(out var text) => KeepText(text, name),
        _ => true,
    };

    private bool KeepObject(JsonObject claim, string name)
    {
        var ofCause = CauseLists.Contains(name, StringComparer.Ordinal) || claim.ContainsKey("cause");
        var label = Names.Select(key => Text(claim, key)).FirstOrDefault(text => text is not null) ?? "";
        if (claim["evidence"] is JsonArray evidence && evidence.Count > 0 || Text(claim, "quote") is not null)
        {
            return KeepEvidenced(claim, label) && KeepFields(claim, ofClaim: true);
        }

        if (!ofCause || label.Length == 0 || CauseWords.IsNone(label))
        {
            return KeepFields(claim, ofClaim: false);
        }

        ledger.Meet(0);
        unquoted.Add(label);
        return false;
    }

    private bool KeepEvidenced(JsonObject claim, string label)
    {
        var evidence = claim["evidence"] as JsonArray ?? [];
        var judged = Judged.Nothing;
        var said = Said();
        foreach (var item in evidence.ToList())
        {
            var of = item switch
            {
                JsonObject quoted => JudgeQuote(quoted),
                JsonValue value when value.TryGetValue<string>(out var text) => JudgeText(text),
                _ => Judged.Nothing,
            };
            judged = judged.And(of);
            if (of.Faults.Length > 0)
            {
                evidence.Remove(item);
            }
        }

        judged = Text(claim, "quote") is null ? judged : judged.And(JudgeQuote(claim));
        var number = ledger.Meet(judged.Standing);
        if (judged.Faults.Length > 0)
        {
            ledger.Strike(number, label, judged.Faults);
        }

        var stands = judged.Standing > 0 && (Text(claim, "quote") is null || judged.Faults.IsEmpty);
        if (stands)
        {
            ledger.Repetitions.Stand(Said());
        }
        else
        {
            ledger.Repetitions.Strike(said);
        }

        return stands;

        string Said() => string.Join(' ', [label, Text(claim, "quote"), .. evidence.Select(item => item is JsonObject quoted ? QuoteOf(quoted) : item is JsonValue ? item.ToString() : null)]);
    }

    private bool KeepFields(JsonObject claim, bool ofClaim)
    {
        foreach (var (key, value) in claim.ToList())
        {
            if (!(ofClaim && key is "evidence" or "quote" or "source" or "location" or "sha256" || key is "struck" or "conjectures" or "cause" && ofClaim) && !Keep(value, key))
            {
                claim.Remove(key);
            }
        }

        return true;
    }

    private bool KeepList(JsonArray list, string name)
    {
        foreach (var item in list.ToList())
        {
            if (!Keep(item, name))
            {
                list.Remove(item);
            }
        }

        return true;
    }

    private bool KeepText(string text, string name)
    {
        var ofCause = CauseLists.Contains(name, StringComparer.Ordinal);
        var judged = judge.Words(text, ofCause);
        if (judged.Faults.Length > 0)
        {
            ledger.Strike(ledger.Meet(0), text, judged.Faults);
            ledger.Repetitions.Strike(text);
            return false;
        }

        if (ofCause && judged.Standing == 0 && !CauseWords.IsNone(text))
        {
            ledger.Meet(0);
            unquoted.Add(text);
            return false;
        }

        return true;
    }

    private Judged JudgeQuote(JsonObject quoted)
    {
        var source = Text(quoted, "source") ?? Text(quoted, "file");
        return judge.Quote(QuoteOf(quoted) ?? "", source is null ? [] : [new Citation(source, Text(quoted, "location") ?? LineOf(quoted), Text(quoted, "sha256"))]) is { HasQuotes: true } judged
            ? judged
            : new Judged(0, [new ClaimFault(null, source is null ? null : new Citation(source, Text(quoted, "location")), "it quotes nothing")]);
    }

    /// <summary>Evidence as bare text: all of it is a quote, or it has its quotes within.</summary>
    private Judged JudgeText(string text)
    {
        var within = judge.Words(text, ofCause: false);
        return within.HasQuotes ? within : judge.Lines([text], []);
    }

    private static string? QuoteOf(JsonObject quoted) => Text(quoted, "quote") ?? Text(quoted, "text");

    private static string? LineOf(JsonObject quoted) => quoted["line"] is JsonValue line && line.TryGetValue<int>(out var number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonObject claim, string name) => claim[name] is JsonValue value && value.TryGetValue<string>(out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;
}
