using System.Text.RegularExpressions;

namespace Opsroom.Workflow.Claims;

/// <summary>What the struck claims of an answer said, so that it can be told where the answer says it once more.</summary>
internal sealed partial class Repetitions
{
    private const double Enough = 0.6;

    /// <summary>A clause of fewer words is too little to tell whose words they are.</summary>
    private const int ShortestClause = 3;

    private readonly List<HashSet<string>> struck = [];
    private readonly List<HashSet<string>> standing = [];

    public void Strike(string claim) => struck.Add(WordOverlap.WordsOf(claim));

    public void Stand(string claim) => standing.Add(WordOverlap.WordsOf(claim));

    /// <summary>0 to 1: how much of a sentence a claim says that stands.</summary>
    public double Support(string sentence) => Most(standing, sentence);

    /// <summary>Whether a sentence, or a clause of it, says what a struck claim said, and no claim that stands says it as well.</summary>
    public bool Hold(string sentence) =>
        struck.Count > 0 && (IsStruck(sentence) || Clause().Split(sentence).Any(clause => WordOverlap.WordsOf(clause).Count >= ShortestClause && IsStruck(clause)));

    /// <summary>The text without the sentences that repeat what was struck.</summary>
    public string Without(string text) => struck.Count == 0 ? text : string.Concat(Sentences.Of(text).Where(sentence => !Hold(sentence))).Trim();

    private bool IsStruck(string words) => Most(struck, words) is var repeated && repeated >= Enough && repeated > Support(words);

    private static double Most(List<HashSet<string>> claims, string words) => claims.Select(claim => WordOverlap.Of(words, claim)).DefaultIfEmpty().Max();

    [GeneratedRegex(@"[,;:]\s+|\s[—–-]+\s|\s(?:and|but|und|aber|sowie)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clause();
}
