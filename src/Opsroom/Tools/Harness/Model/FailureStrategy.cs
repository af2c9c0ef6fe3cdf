using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>What Harness does when a stage or step fails.</summary>
/// <param name="Errors">Names of Harness's failure types.</param>
internal sealed record FailureStrategy(ImmutableArray<string> Errors, FailureAction Action)
{
    public YamlMap ToYaml() => new YamlMap().Add("onFailure", new YamlMap().Add("errors", YamlList.Of(Errors)).Add("action", Action.ToYaml()));

    public static FailureStrategy OnAll(FailureAction action) => new(["AllErrors"], action);
}

/// <summary>One of Harness's answers to a failure.</summary>
internal abstract record FailureAction(string Type)
{
    public static readonly FailureAction Abort = new Plain("Abort");
    public static readonly FailureAction MarkAsFailure = new Plain("MarkAsFailure");
    public static readonly FailureAction StageRollback = new Plain("StageRollback");

    public YamlMap ToYaml() => new YamlMap().Add("type", Type).AddIfAny("spec", Spec());

    protected virtual YamlMap? Spec() => null;

    private sealed record Plain(string Type) : FailureAction(Type);

    internal sealed record Retry(int Count, ImmutableArray<string> Intervals, FailureAction Afterwards) : FailureAction("Retry")
    {
        protected override YamlMap Spec() => new YamlMap()
            .Add("retryCount", Count)
            .Add("retryIntervals", YamlList.Of(Intervals))
            .Add("onRetryFailure", new YamlMap().Add("action", Afterwards.ToYaml()));
    }

    internal sealed record ManualIntervention(string Timeout, FailureAction Afterwards) : FailureAction("ManualIntervention")
    {
        protected override YamlMap Spec() => new YamlMap()
            .Add("timeout", Timeout)
            .Add("onTimeout", new YamlMap().Add("action", Afterwards.ToYaml()));
    }
}
