using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Briefings;

/// <summary>"How do we rotate the certificates?" is answered from the documents: the passages of the one that fits best, word for word, and where they stand.</summary>
internal static class DocumentsAnswer
{
    public const int MostDocuments = 3;

    private const string Search = "documentation_search";
    private const int MostPassages = 6;
    private const int LongestQuery = 300;

    // a weaker fit is more often another subject than not
    private const double Fits = 0.55;

    private static readonly string[] Asking = ["do", "can", "should", "could", "would", "must", "shall", "does"];
    private static readonly string[] Askers = ["we", "i", "you", "one", "somebody", "wir", "ich", "man"];
    private static readonly string[] Papers = ["runbook", "runbooks", "procedure", "playbook", "howto", "how-to", "anleitung", "verfahren"];
    private static readonly string[] Writing = ["write", "create", "draft", "add", "make", "schreibe", "erstelle"];

    /// <summary>The next turn of a question about how something is done; null where it is another task, or no document says it.</summary>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief)
    {
        if (!IsHowTo(brief.Text) || !situation.Tools.Contains(Search))
        {
            return null;
        }

        var ledger = new CallLedger(situation);
        var wide = LookUp(situation.Brief);
        if (ledger.Find(wide) is not { } found)
        {
            return Asked(ledger, wide);
        }

        if (found.Documents().Where(each => each.Member("score")?.GetDouble() >= Fits).ToList() is not [var best, .. var others] || best.Text("source") is not { } source)
        {
            return null;
        }

        var deep = new PlannedCall(Search, CallLedger.Arguments(("query", QueryOf(situation.Brief)), ("top_k", MostPassages), ("source", source)));
        return ledger.Find(deep) is { } passages ? new PlaybookTurn.Answer(Told(best, [.. passages.Result.Items("results")], others)) : Asked(ledger, deep);
    }

    /// <summary>The search for what the documents say about a task: the best passage of each of the few that fit.</summary>
    public static PlannedCall LookUp(PlaybookBrief brief) => new(Search, CallLedger.Arguments(("query", QueryOf(brief)), ("top_k", MostDocuments)));

    private static string QueryOf(PlaybookBrief brief) => brief.Task.Length <= LongestQuery ? brief.Task : brief.Task[..LongestQuery];

    private static PlaybookTurn.CallTools? Asked(CallLedger ledger, PlannedCall call) =>
        ledger.Open([call]) is { IsEmpty: false } open ? new PlaybookTurn.CallTools("I look up what the documents say.", open) : null;

    private static bool IsHowTo(TaskText text)
    {
        for (var index = 0; index < text.Count; index++)
        {
            var (next, after) = (text.At(index + 1)?.Key, text.At(index + 2)?.Key);
            if (text[index].Key == "how" && (next == "to" || Asking.Contains(next) && Askers.Contains(after)) || text[index].Key == "wie" && (Askers.Contains(after) || Askers.Contains(next)))
            {
                return true;
            }
        }

        return text.Mentions(Papers) && !text.Mentions(Writing);
    }

    private static string Told(JsonElement best, ImmutableArray<JsonElement> passages, List<JsonElement> others)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The document that fits best is **{best.Text("title")}** (`{best.Text("source")}`). It says:\n\n");
        foreach (var passage in (passages.IsEmpty ? [best] : passages).OrderBy(LineOf))
        {
            foreach (var line in (passage.Text("excerpt") ?? "").Split('\n'))
            {
                text.Append("> ").Append(line).Append('\n');
            }

            text.Append(CultureInfo.InvariantCulture, $">\n> — {passage.Text("location")}\n\n");
        }

        if (others.Count > 0)
        {
            text.Append("See also: ").AppendJoin("; ", others.Select(other => $"{other.Text("title")} (`{other.Text("source")}`, {other.Text("location")})")).Append(".\n");
        }

        return text.ToString().Trim();
    }

    /// <summary>The line that a location ends with: <c>Look first, line 26</c>.</summary>
    private static int LineOf(JsonElement passage) =>
        passage.Text("location") is { } location && int.TryParse(location.AsSpan(location.LastIndexOf(' ') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : 0;
}
