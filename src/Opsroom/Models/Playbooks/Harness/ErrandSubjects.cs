using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Finds what an errand is about: the run, the pipeline, the inputs.</summary>
internal static partial class ErrandSubjects
{
    private static readonly FrozenSet<string> RunNouns = WordSet.Of("execution executions exec run runs ausfuhrung lauf ejecucion esecuzione execucao");

    private static readonly FrozenSet<string> IdWords = WordSet.Of("id identifier number no nr");

    /// <summary>Whether the word means a run of a pipeline.</summary>
    public static bool IsRunNoun(string key) => RunNouns.Contains(key);

    /// <summary>"an execution of nightly-etl".</summary>
    public static bool IsRunOf(TaskText text, int index) => IsRunNoun(text[index].Key) && text.At(index + 1)?.Key == "of" && text.At(index + 2) is { } named && IsName(named);

    /// <summary>The execution id that the task names: in an address, by its shape, or after "execution".</summary>
    public static string? ExecutionIn(string task, TaskText text)
    {
        if (ExecutionAddress().Match(task) is { Success: true } address)
        {
            return address.Groups["id"].Value;
        }

        if (ExecutionShape().Matches(task).FirstOrDefault(match => match.Value.Any(char.IsAsciiDigit) && match.Value.Any(char.IsAsciiLetterUpper) && match.Value.Any(char.IsAsciiLetterLower)) is { } shape)
        {
            return shape.Value;
        }

        for (var i = 0; i < text.Count; i++)
        {
            if (!IsRunNoun(text[i].Key))
            {
                continue;
            }

            var at = i + 1;
            if (text.At(at)?.Key is "with" && (IdWords.Contains(text.At(at + 1)?.Key ?? "") || text.At(at + 1)?.Key is "the"))
            {
                at += text.At(at + 1)?.Key is "the" ? 2 : 1;
            }

            var isCalledId = text.At(at) is { } word && IdWords.Contains(word.Key);
            at += isCalledId ? 1 : 0;
            while (text.At(at) is { Kind: TokenKind.Symbol } mark && mark.Text is ":" or "#" or "=")
            {
                at++;
            }

            if (text.At(at) is { Kind: TokenKind.Word or TokenKind.Quoted } id && IdShape().IsMatch(id.Text) && (isCalledId || id.Text.Any(char.IsAsciiDigit) && id.Text.Any(char.IsAsciiLetter)))
            {
                return id.Text;
            }
        }

        return null;
    }

    /// <summary>The words beside "pipeline" that name one; with an underscore or in quotes they are its identifier.</summary>
    /// <param name="isOrder">Whether it is to be run: then all that stands between the article and the noun is its name.</param>
    public static (string? Name, bool IsCertain) PipelineIn(TaskText text, TaskBrief brief, bool isOrder)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (isOrder && IsRunOf(text, i))
            {
                return (text[i + 2].Text, IsIdentifier(text[i + 2]));
            }

            if (!text.Is(i, Term.Pipeline))
            {
                continue;
            }

            var after = text.Is(i + 1, Term.Called) ? i + 2 : i + 1;
            if (text.At(after) is { } follower && IsName(follower) && !HarnessWords.IsHead(follower))
            {
                return (follower.Text, IsIdentifier(follower));
            }

            var start = i;
            while (start > 0 && i - start < 4 && (IsName(text[start - 1]) || text.Is(start - 1, Term.Strategy)) && !HarnessWords.IsDefinite(text[start - 1]) && !text.Is(start - 1, Term.Remote))
            {
                start--;
            }

            if (start < i)
            {
                var words = text.Slice(start, i);
                return (Joined(words), words.Count == 1 && IsIdentifier(words[0]));
            }

            while (isOrder && start > 0 && i - start < 5 && text[start - 1].Kind == TokenKind.Word && !HarnessWords.IsDefinite(text[start - 1]) && !text.Is(start - 1, Term.Remote | Term.Indefinite))
            {
                start--;
            }

            if (start < i && start > 0 && HarnessWords.IsDefinite(text[start - 1]))
            {
                return (Joined(text.Slice(start, i)), false);
            }
        }

        return (brief.Service, false);
    }

    private static string Joined(TaskText words) => string.Join(' ', words.Tokens.ToArray().Select(token => token.Text));

    private static bool IsName(Token token) => token.Kind == TokenKind.Quoted && IdShape().IsMatch(token.Text) || token.IsUnknown && token.Text.Length > 1 && !HarnessWords.IsPoliteness(token);

    private static bool IsIdentifier(Token token) => Identifier().IsMatch(token.Text) && (token.Kind == TokenKind.Quoted || token.Text.Contains('_', StringComparison.Ordinal));

    /// <summary>Those of the context, or what the task writes as name=value.</summary>
    public static JsonObject InputsOf(string task, ContextValues context)
    {
        if (context.Raw("inputs") is { ValueKind: JsonValueKind.Object } given)
        {
            return JsonNode.Parse(given.GetRawText())!.AsObject();
        }

        var inputs = new JsonObject();
        foreach (Match match in NameAndValue().Matches(task.Length <= TaskText.MostCharacters ? task : task[..TaskText.MostCharacters]))
        {
            inputs[match.Groups["name"].Value] = match.Groups["value"].Value.Trim('"', '\'').TrimEnd('.', ',', ';');
        }

        return inputs;
    }

    [GeneratedRegex(@"/(?:executions|deployments)/(?<id>[A-Za-z0-9_-]{6,64})(?:/|\b)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExecutionAddress();

    [GeneratedRegex(@"(?<![\w./-])[A-Za-z0-9_-]{22}(?![\w/-])", RegexOptions.None, 1000)]
    private static partial Regex ExecutionShape();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex IdShape();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_$]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"(?<![\w&?/.-])(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<value>""[^""\n]*""|'[^'\n]*'|[^\s,;]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameAndValue();
}
