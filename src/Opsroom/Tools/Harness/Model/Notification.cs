using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>Tells people what became of a pipeline.</summary>
/// <param name="Events">Names of Harness's pipeline events.</param>
internal sealed record NotificationRule(string Name, string Identifier, ImmutableArray<string> Events, NotificationMethod Method)
{
    public YamlMap ToYaml() => new YamlMap()
        .Add("name", Name)
        .Add("identifier", Identifier)
        .Add("pipelineEvents", new YamlList(Events.Select(ToEvent)))
        .Add("notificationMethod", Method.ToYaml())
        .Add("enabled", true);

    private static YamlMap ToEvent(string type)
    {
        var map = new YamlMap().Add("type", type);
        return type.StartsWith("Stage", StringComparison.Ordinal) ? map.Add("forStages", YamlList.Of(["AllStages"])) : map;
    }
}

/// <summary>A channel of notification.</summary>
internal abstract record NotificationMethod(string Type)
{
    public required ImmutableArray<string> UserGroups { get; init; }

    public YamlMap ToYaml()
    {
        var spec = new YamlMap().Add("userGroups", YamlList.Of(UserGroups));
        AddTo(spec);
        return new YamlMap().Add("type", Type).Add("spec", spec);
    }

    protected abstract void AddTo(YamlMap spec);

    internal sealed record Email(ImmutableArray<string> Recipients) : NotificationMethod("Email")
    {
        protected override void AddTo(YamlMap spec) => spec.Add("recipients", YamlList.Of(Recipients));
    }

    internal sealed record Slack(string WebhookUrl) : NotificationMethod("Slack")
    {
        protected override void AddTo(YamlMap spec) => spec.Add("webhookUrl", WebhookUrl);
    }

    internal sealed record Teams(string Key) : NotificationMethod("MsTeams")
    {
        protected override void AddTo(YamlMap spec) => spec.Add("msTeamKeys", YamlList.Of([Key]));
    }

    internal sealed record PagerDuty(string IntegrationKey) : NotificationMethod("PagerDuty")
    {
        protected override void AddTo(YamlMap spec) => spec.Add("integrationKey", IntegrationKey);
    }
}
