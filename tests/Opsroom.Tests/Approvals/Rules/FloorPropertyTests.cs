using CsCheck;
using Opsroom.Approvals;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using static Opsroom.Tests.Approvals.Questions;

namespace Opsroom.Tests.Approvals.Rules;

/// <summary>Whatever a file says and whatever is asked, no answer is laxer than the floor.</summary>
public sealed class FloorPropertyTests
{
    private static readonly Gen<string> Name = OneOf("main", "shop", "shop-dev", "acme/x", "dev", "production", "staging", "kubernetes", "harness", "sre", "web_search");
    private static readonly Gen<string> Pattern = Gen.OneOf(Name, OneOf("*", "shop*", "?ain", "*-dev", "**", "*/*"));
    private static readonly Gen<string> Environment = OneOf("dev", "staging", "production", "Production");
    private static readonly Gen<string> Effects = OneOf("read", "write", "change", "destroy").Array[1, 4].Select(words => $"[{string.Join(", ", words)}]");

    private static readonly Gen<string> Targets = Gen.Select(Pattern, Pattern, Pattern, Gen.Bool, Environment)
        .Select(t => $"  - {{system: '{t.Item1}', name: '{t.Item2}'{(t.Item4 ? $", namespace: '{t.Item3}'" : "")}, environment: {t.Item5}}}").Array[0, 4].Select(Lines("targets"));

    private static readonly Gen<string> Condition = Gen.OneOf(
        Gen.Select(OneOf("tool", "agent", "environment", "system", "target", "namespace", "resource", "requester_role"), Pattern).Select(pair => $"{pair.Item1}: '{pair.Item2}'"),
        Effects.Select(effects => $"effect: {effects}"),
        OneOf("{zone: Europe/Berlin, hours: 22:00-06:00}", "{zone: America/Havana, days: sat-mon}", "{from: 2026-12-20, to: 2026-12-31}", "[{days: mon-fri}, {hours: 00:00-00:30}]")
            .Select(time => $"time: {time}"));

    private static readonly Gen<string> Rules = Gen.Select(Condition.Array[0, 2], OneOf("allow", "allow", "allow", "ask", "deny")).Array[0, 4]
        .Select(rules => Lines("rules")([.. rules.Select((rule, index) =>
            $"  - {{name: rule-{index}, match: {{{string.Join(", ", rule.Item1.DistinctBy(text => text.Split(':')[0]))}}}, decision: {rule.Item2}, reason: because}}")]));

    private static readonly Gen<string> File = Gen.Select(Targets, OneOf("", "free_environments: [dev, staging]\n"), Rules, (targets, free, rules) => $"{targets}{free}{rules}");

    private static readonly Gen<PolicyQuestion> Question =
        from tool in Name
        from effect in Gen.Enum<Effect>()
        from flags in Gen.Bool.Array[3]
        from target in Gen.Select(Name, Name, Name.Null(), Environment.Null(), (system, name, part, stated) => new ChangeTarget(system, name, part, stated)).Null()
        from resource in Name.Null()
        from roles in Name.Array[0, 2]
        from ticks in Gen.Long[DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks]
        select new PolicyQuestion(tool, effect, flags[0], "agent", target, resource, flags[1], flags[2], roles, new DateTimeOffset(ticks, TimeSpan.Zero));

    [Fact]
    public void No_file_makes_an_answer_laxer_than_the_floor() => Gen.Select(File, Question).Sample((file, question) =>
    {
        var decision = Policy(file).Decide(question);
        Assert.Equal(decision.Verdict == Verdict.Ask, decision.Ask is not null);
        Assert.NotEmpty(decision.Rule);
        Assert.NotEmpty(decision.Reason);
        if (MustBeAsked(question))
        {
            Assert.NotEqual(Verdict.Allow, decision.Verdict);
        }

        if (question is { Effect: Effect.Change or Effect.Destroy, Target.StatedEnvironment: { } stated } && !stated.Equals(decision.Environment, StringComparison.OrdinalIgnoreCase))
        {
            Assert.NotEqual(Verdict.Allow, decision.Verdict);
        }

        // what the arguments claim selects nothing and relabels nothing
        Assert.Equal(decision.Environment, Policy(file).Decide(question with { Target = question.Target is null ? null : question.Target with { StatedEnvironment = null } }).Environment);
    }, iter: 2_000);

    [Fact]
    public void The_strictest_policy_allows_nothing_but_reading() => Question.Sample(question =>
    {
        var decision = new PolicySource(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")), isNamed: true).Decide(question);
        Assert.True(decision.Verdict != Verdict.Allow || question.Effect == Effect.Read);
        Assert.True(decision.Verdict != Verdict.Allow || !MustBeAsked(question));
    });

    private static bool MustBeAsked(PolicyQuestion question) =>
        question.Effect == Effect.Destroy
        || (question.Effect == Effect.Change && question.Tainted)
        || (question.Egress && (question.Tainted || question.HoldsSealedValues));

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private static Func<string[], string> Lines(string key) => items => items.Length == 0 ? $"{key}: []\n" : $"{key}:\n{string.Join('\n', items)}\n";
}
