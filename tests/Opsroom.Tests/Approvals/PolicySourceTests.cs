using Opsroom.Approvals;
using Opsroom.Tools;
using static Opsroom.Tests.Approvals.Questions;

namespace Opsroom.Tests.Approvals;

public sealed class PolicySourceTests : IDisposable
{
    private const string DenyAll = "rules: [{name: closed, decision: deny, reason: Closed.}]";
    private const string AllowAll = "rules: [{name: open, decision: allow}]";

    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-policy-").FullName;

    private string Path => System.IO.Path.Combine(folder, "policy.yaml");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Without_a_file_the_default_holds_and_a_file_that_appears_is_taken()
    {
        var source = new PolicySource(Path, isNamed: false);
        Assert.Equal(PolicyStanding.BuiltIn, source.Load().Standing);
        Assert.Equal("default:change", source.Decide(Scale).Rule);

        Write(DenyAll);
        Assert.Null(source.Refresh());
        Assert.Equal(PolicyStanding.File, source.Refresh()!.Standing);
        Assert.Equal("closed", source.Decide(Scale).Rule);
        Assert.Null(source.Refresh());
    }

    [Theory]
    [InlineData("rules: [", "line 2, column 1")]
    [InlineData("", "empty")]
    [InlineData(null, "not there")]
    public void A_file_that_never_was_good_has_everything_but_reading_asked(string? content, string problem)
    {
        Write(content);
        var source = new PolicySource(Path, isNamed: true);
        var health = source.Load();
        Assert.Equal(PolicyStanding.Strict, health.Standing);
        Assert.Contains(problem, health.Problem, StringComparison.Ordinal);
        Assert.Equal(Verdict.Ask, source.Decide(Scale).Verdict);
        Assert.Equal("floor:policy-unreadable", source.Decide(Scale with { Effect = Effect.Write }).Rule);
        Assert.Equal(Verdict.Allow, source.Decide(Read).Verdict);

        Write(AllowAll);
        source.Refresh();
        source.Refresh();
        Assert.Equal("open", source.Decide(Scale).Rule);
    }

    [Fact]
    public void Environments_of_targets_follow_the_file()
    {
        var source = new PolicySource(Path, isNamed: false);
        source.Load();
        Assert.False(source.EnvironmentOf(Scale.Target!).IsMapped);
        Write("targets: [{system: kubernetes, name: main, namespace: shop-dev, environment: dev}]");
        source.Refresh();
        source.Refresh();
        Assert.Equal("dev", source.EnvironmentOf(Scale.Target!).Name);
        Assert.Equal("kubernetes:main/shop-dev", Assert.Single(source.KubernetesTargets("dev")).Identity);
    }

    [Fact]
    public void A_broken_file_in_the_default_place_is_not_the_same_as_none()
    {
        Write("rules: [");
        var source = new PolicySource(Path, isNamed: false);
        Assert.Equal(PolicyStanding.Strict, source.Load().Standing);
    }

    [Theory]
    [InlineData("rules: [")]
    [InlineData("")]
    [InlineData(null)]
    public void A_file_that_breaks_leaves_the_last_good_one_in_force(string? content)
    {
        Write(DenyAll);
        var source = new PolicySource(Path, isNamed: false);
        source.Load();
        Write(content);
        source.Refresh();
        var health = source.Refresh();
        Assert.Equal(PolicyStanding.LastGood, health!.Standing);
        Assert.NotNull(health.Problem);
        Assert.Equal("closed", source.Decide(Scale).Rule);
        Assert.Null(source.Refresh());
    }

    [Fact]
    public void What_is_half_written_when_it_is_seen_first_is_not_taken()
    {
        Write(DenyAll);
        var source = new PolicySource(Path, isNamed: false);
        source.Load();
        Write("rules: []");
        Assert.Null(source.Refresh());
        Write(DenyAll + "\n# a word more");
        Assert.Null(source.Refresh());
        Assert.Equal("closed", source.Decide(Scale).Rule);
        Assert.NotNull(source.Refresh());
        Assert.Equal("closed", source.Decide(Scale).Rule);
    }

    private void Write(string? content)
    {
        if (content is null)
        {
            File.Delete(Path);
        }
        else
        {
            File.WriteAllText(Path, content);
        }
    }
}
