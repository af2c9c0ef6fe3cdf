using System.Text.RegularExpressions;

namespace Opsroom.Workflow.Claims;

/// <summary>How people write that something is the cause of something, in English and in German.</summary>
internal static partial class CauseWords
{
    /// <summary>Whether a heading opens a part in which causes stand.</summary>
    public static bool IsHeading(string words) => HeadingOfCauses().IsMatch(words) && !IsAboutOthers(words);

    /// <summary>Whether a heading opens a part that is about something else than the cause.</summary>
    public static bool IsAboutOthers(string words) => Others().IsMatch(words);

    /// <summary>Whether a block begins by calling what follows the cause.</summary>
    public static bool IsLabelled(string words) => Label().IsMatch(words);

    /// <summary>Whether a sentence says what something comes from.</summary>
    /// <param name="strictly">Whether it has to say so in so many words; "because" alone does not.</param>
    public static bool IsStatement(string sentence, bool strictly) => (strictly ? Plainly() : Statement()).IsMatch(sentence) && !IsNone(sentence) && !sentence.TrimEnd().EndsWith('?');

    /// <summary>Whether a block says that there is no cause, or that it is not known, or only gives a value.</summary>
    public static bool IsNone(string words) => None().IsMatch(words);

    [GeneratedRegex(@"\b(?:root[ -]?)?causes?\b|\bursachen?\b|\bgrundursache|\bwhy\b|\bwarum\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex HeadingOfCauses();

    [GeneratedRegex(@"\bruled?[ -]out\b|\bnot the cause|\bausgeschlossen|\bunknown\b|\bmissing\b|\bconjecture|\bvermutung", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Others();

    [GeneratedRegex(
        @"^[\W_]*(?:the\s+|die\s+)?(?:most\s+)?(?:probable|likely|wahrscheinlichste)?\s*(?:root[ -]?|grund)?(?:cause|ursache)s?\b[^.:\n]{0,60}:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100)]
    private static partial Regex Label();

    [GeneratedRegex(
        @"\b(?:because|caused? by|causes?d?|due to|root[ -]?cause|results? from|resulted from|triggered by|brought down by|owing to|weil|wegen|verursacht|ausgelöst|ursache|grund (?:ist|war))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Statement();

    [GeneratedRegex(
        @"\b(?:caused by|root[ -]?causes?|the cause|brought down by|triggered by|verursacht|ausgelöst|ursache)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Plainly();

    [GeneratedRegex(
        @"^[\W_]*(?:(?:confidence|category|severity|evidence|quotes?|konfidenz|kategorie|schweregrad|belege?)\b[^.\n]{0,80}\z|none\b|n/a\b|unknown\b|inconclusive\b|healthy\b|keine?\b|unbekannt\b)"
        + @"|\bno (?:single |clear |root )*causes?\b|\bcause (?:is|remains|was) (?:still )?(?:not|un)|\bnot (?:yet )?(?:known|determined|established|clear|found|caused)\b|\bkeine ursache\b|\bursache (?:ist|bleibt) (?:nicht|un)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex None();
}
