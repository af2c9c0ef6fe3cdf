using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools;
using Opsroom.Tools.Yaml;

namespace Opsroom.Approvals.Rules;

/// <summary>Reads the rules one after the other.</summary>
/// <param name="environments">Those that targets are mapped to, and production.</param>
/// <param name="usual">Who is asked where a rule does not say.</param>
internal sealed partial class RuleReader(PolicyFindings findings, IReadOnlySet<string> environments, AskTerms usual)
{
    private static readonly string[] RuleKeys = ["name", "match", "decision", "reason", "ask"];
    private static readonly string[] MatchKeys =
        ["tool", "effect", "agent", "environment", "system", "target", "namespace", "resource", "requester_role", "time"];

    private static readonly string[] Decisions = ["allow", "ask", "deny"];
    private static readonly string[] Effects = ["read", "write", "change", "destroy"];

    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private string? catchesAll;

    /// <summary>A rule, or null where something about it is wrong, which has then been said.</summary>
    public PolicyRule? Read(YamlNode node)
    {
        if (PolicySection.Of(node, "A rule", RuleKeys, findings) is not { } rule)
        {
            return null;
        }

        var name = ReadName(rule);
        var match = rule.Find("match") is { } given ? ReadMatch(given) : new RuleMatch();
        var decision = ReadDecision(rule);
        var reason = rule.Text("reason");
        if (decision == Verdict.Deny && rule.Find("reason") is null)
        {
            findings.Error(rule.At, "policy-missing", "A rule that denies needs a 'reason': the agent and the person are told it.");
        }

        var ask = rule.Find("ask") is { } terms ? AskReader.Read(terms, usual, findings) : null;
        if (ask is not null && decision is Verdict.Allow or Verdict.Deny)
        {
            findings.Error(rule.Find("ask")!, "policy-ask", "'ask' says who is asked; it belongs to a rule with 'decision: ask'.");
        }

        if (name is null || match is null || decision is null)
        {
            return null;
        }

        Reach(rule, name, match, decision.Value);
        return new PolicyRule(name, match, decision.Value, reason, ask);
    }

    private string? ReadName(PolicySection rule)
    {
        if (rule.Text("name", required: true) is not { } name)
        {
            return null;
        }

        if (!RuleName().IsMatch(name))
        {
            findings.Error(rule.Find("name")!, "policy-name", "A rule's name is made of lower-case letters, digits, underscores and hyphens, at most 64.");
        }
        else if (!names.Add(name))
        {
            findings.Error(rule.Find("name")!, "policy-name", $"Two rules are called '{name}'; the journal could not say which decided.");
        }

        return name;
    }

    private Verdict? ReadDecision(PolicySection rule)
    {
        if (rule.Text("decision", required: true) is not { } text)
        {
            return null;
        }

        var index = Array.IndexOf(Decisions, text);
        if (index < 0)
        {
            findings.Error(rule.Find("decision")!, "policy-decision", OneOf("decision", text, Decisions));
        }

        return index < 0 ? null : (Verdict)index;
    }

    private RuleMatch? ReadMatch(YamlNode node)
    {
        if (PolicySection.Of(node, "'match'", MatchKeys, findings) is not { } match)
        {
            return null;
        }

        foreach (var (pattern, at) in match.Texts("environment").ToList())
        {
            if (new Glob(pattern) is var glob && !environments.Any(glob.IsMatch))
            {
                var near = Spelling.Nearest(pattern, environments);
                findings.Warn(at, "policy-unknown-environment", $"No target is mapped to '{PolicySection.Shown(pattern)}', so this rule never decides.{(near is null ? "" : $" Did you mean '{near}'?")}");
            }
        }

        return new RuleMatch
        {
            Tools = Globs(match, "tool"),
            Effects = ReadEffects(match),
            Agents = Globs(match, "agent"),
            Environments = [.. match.Texts("environment").Select(text => new Glob(text.Text))],
            Systems = Globs(match, "system"),
            Targets = Globs(match, "target"),
            Namespaces = Globs(match, "namespace"),
            Resources = Globs(match, "resource"),
            RequesterRoles = Globs(match, "requester_role"),
            Times = match.Find("time") is { } times ? [.. new TimeReader(findings).Read(times)] : [],
        };
    }

    private ImmutableArray<Effect> ReadEffects(PolicySection match)
    {
        var effects = ImmutableArray.CreateBuilder<Effect>();
        foreach (var (text, at) in match.Texts("effect"))
        {
            if (Array.IndexOf(Effects, text) is var index and >= 0)
            {
                effects.Add((Effect)index);
            }
            else
            {
                findings.Error(at, "policy-effect", OneOf("effect", text, Effects));
            }
        }

        return effects.ToImmutable();
    }

    /// <summary>What the rule can still decide about.</summary>
    private void Reach(PolicySection rule, string name, RuleMatch match, Verdict decision)
    {
        if (catchesAll is not null)
        {
            findings.Warn(rule.At, "policy-unreachable", $"Rule '{catchesAll}' above has no condition and decides about every call, so this one never does.");
        }
        else if (match.IsEverything)
        {
            catchesAll = name;
        }

        if (decision != Verdict.Allow)
        {
            return;
        }

        if (match.Effects is [Effect.Destroy])
        {
            findings.Warn(rule.At, "policy-allows-destroy", "What destroys is always asked, so this rule allows nothing.");
        }
        else if (match.ReachesProduction)
        {
            findings.Tell(rule.At, "policy-allows-production", "This lets changes in production go on without a person, also on everything that is not mapped. Name environments if that is not meant.");
        }
    }

    private static ImmutableArray<Glob> Globs(PolicySection match, string key) => [.. match.Texts(key).Select(text => new Glob(text.Text))];

    private static string OneOf(string key, string given, string[] words)
    {
        var near = Spelling.Nearest(given, words);
        return $"'{key}' is '{PolicySection.Shown(given)}', which is none of {string.Join(", ", words)}.{(near is null ? "" : $" Did you mean '{near}'?")}";
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex RuleName();
}
