using System.Text.Json;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Tests.Models.Playbooks.Reading;

public class ContextReadingTests
{
    private const string Task = "Create a rolling pipeline for other-service in namespace elsewhere with 2 replicas on port 80, image a/b:1";

    [Theory]
    [InlineData("""{"service":"my-service"}""")]
    [InlineData("""{"service_name":" my-service "}""")]
    [InlineData("""{"serviceName":"my-service"}""")]
    [InlineData("""{"Service":{"name":"my-service","tier":1}}""")]
    [InlineData("""{"services":["my-service"]}""")]
    [InlineData("""{"app":"my-service"}""")]
    public void The_service_of_the_context_wins_under_each_of_its_keys(string context) => Assert.Equal("my-service", Read(context).Service);

    [Fact]
    public void Each_value_of_the_context_wins_over_the_text()
    {
        var brief = Read(
            """
            {"namespace":"shop","replicas":5,"port":8080,"image":"x/y:2","deployment_strategy":"Blue Green","language":"C#","framework":"pytest","version":"3.0","db_type":"Postgres",
             "connection":"main","name":"Neu","paths":["a.yaml"],"time_range":"2h","objective":99.9,"alert":"Down","sql":"select 1"}
            """);
        Assert.Equal(("shop", 5, 8080, "x/y:2", "blue-green"), (brief.Namespace, brief.Replicas, brief.Ports[0], brief.Image, brief.Strategy));
        Assert.Equal(["blue-green"], brief.PipelineTypes);
        Assert.Equal(("csharp", "3.0", "postgresql", "main", "Neu"), (brief.Language, brief.Version, brief.DatabaseType, brief.Connection, brief.NewName));
        Assert.Equal(("a.yaml", "2h", 0.999m, "Down", "select 1", "pytest"), (brief.Paths[0], brief.Durations[0], brief.Objective, brief.Alerts[0], brief.Sql[0], brief.Frameworks[0]));
    }

    [Theory]
    [InlineData("standard_cicd", "standard-cicd")]
    [InlineData("standard-cicd", "standard-cicd")]
    [InlineData("GitOps", "gitops")]
    [InlineData("bluegreen", "blue-green")]
    [InlineData("blue_green", "blue-green")]
    [InlineData("Canary", "canary")]
    public void A_kind_of_pipeline_may_be_spelt_in_any_usual_way(string written, string type) =>
        Assert.Equal([type], Read($$"""{"pipeline_type":"{{written}}"}""").PipelineTypes);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"service":null,"environments":{},"replicas":"many","port":-1,"image":[],"namespace":{"a":1},"objective":"x","options":7}""")]
    [InlineData("""{"service":[[[]]],"environments":[[["x"]]],"replicas":1e99,"port":1.5}""")]
    public void A_context_of_any_shape_is_survived_and_the_text_read(string context) => Assert.Equal("other-service", Read(context).Service);

    [Fact]
    public void A_value_from_the_context_stays_exactly_as_it_is() =>
        Assert.Equal("Straße: \"Nord\" 🚀 <+x>", TaskReader.Read("go", JsonSerializer.SerializeToElement(new { service = "Straße: \"Nord\" 🚀 <+x>" })).Service);

    private static TaskBrief Read(string context) => TaskReader.Read(Task, JsonDocument.Parse(context).RootElement);
}
