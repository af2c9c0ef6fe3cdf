using System.Text.Json;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Tests.Models.Playbooks.Reading;

public class EnvironmentReadingTests
{
    [Theory]
    [InlineData("deploy to staging then prod", "staging,prod")]
    [InlineData("pipeline over dev/staging/prod", "dev,staging,prod")]
    [InlineData("dev, staging and production", "dev,staging,prod")]
    [InlineData("dev -> test -> prod", "dev,test,prod")]
    [InlineData("dev→stage→prod", "dev,staging,prod")]
    [InlineData("dev,staging,prod", "dev,staging,prod")]
    [InlineData("DEV / QA / PRD", "dev,qa,prod")]
    [InlineData("first dev, then uat, finally production", "dev,uat,prod")]
    [InlineData("deploy to prod after staging", "staging,prod")]
    [InlineData("to prod from staging", "staging,prod")]
    [InlineData("promote from staging to prod", "staging,prod")]
    [InlineData("stagging adn prodution", "staging,prod")]
    [InlineData("to enviroment staging", "staging")]
    [InlineData("the test environment and prod", "test,prod")]
    [InlineData("in the stage env", "staging")]
    [InlineData("deploy my-service to test", "test")]
    [InlineData("deploy x to test, then staging", "test,staging")]
    [InlineData("env: live", "live")]
    [InlineData("prod-eu and prod-us", "prod-eu,prod-us")]
    [InlineData("to eu-prod", "eu-prod")]
    [InlineData("qa2 and dev1", "qa2,dev1")]
    [InlineData("pre-production, then production", "preprod,prod")]
    [InlineData("pre prod and prod", "preprod,prod")]
    [InlineData("dev and staging only, not prod", "dev,staging")]
    [InlineData("everything except production, so dev", "dev")]
    [InlineData("prod, prod and PRODUCTION", "prod")]
    [InlineData("`staging` und `prod`", "staging,prod")]
    [InlineData("nach Staging und dann in Produktion", "staging,prod")]
    [InlineData("von der Entwicklung bis zur Produktion", "dev,prod")]
    [InlineData("en recette puis en production", "uat,prod")]
    [InlineData("en staging y después en producción", "staging,prod")]
    [InlineData("em dev, homologação e produção", "dev,uat,prod")]
    [InlineData("in sviluppo, staging e produzione", "dev,staging,prod")]
    [InlineData("naar acceptatie en productie", "uat,prod")]
    [InlineData("na dev i produkcja", "dev,prod")]
    [InlineData("на staging и прод", "staging,prod")]
    [InlineData("部署到开发和生产", "dev,prod")]
    [InlineData("環境は開発と本番", "dev,prod")]
    public void Environments_are_read_in_the_order_meant(string task, string environments) =>
        Assert.Equal(environments.Split(','), TaskReader.Read(task, null).Environments.Select(environment => environment.Name));

    [Theory]
    [InlineData("Create a pipeline to test my-service")]
    [InlineData("test the deployment pipeline")]
    [InlineData("a multi-stage build with three stages")]
    [InlineData("a production-ready, production-grade pipeline")]
    [InlineData("pipeline for catalog with an approval before production")]
    [InlineData("run integration tests and a performance check")]
    [InlineData("ask the dev team")]
    [InlineData("software development is hard")]
    [InlineData("canary release, live traffic")]
    [InlineData("restart pod checkout-prod-db-7d9f")]
    public void What_is_no_place_is_not_read_as_one(string task) => Assert.Empty(TaskReader.Read(task, null).Environments);

    [Theory]
    [InlineData("from staging to prod", "prod")]
    [InlineData("to staging then prod", "staging")]
    [InlineData("deploy x in prod", "prod")]
    [InlineData("dev, staging, prod", "prod")]
    public void The_target_is_where_something_goes(string task, string target) => Assert.Equal(target, TaskReader.Read(task, null).Target?.Name);

    [Theory]
    [InlineData("""{"environments":["Dev","QA East","Prod"]}""", "Dev|QA East|Prod")]
    [InlineData("""{"environments":"dev, staging, prod"}""", "dev|staging|prod")]
    [InlineData("""{"envs":["a","a","A","b"]}""", "a|b")]
    [InlineData("""{"environment":"production"}""", "production")]
    [InlineData("""{"env":{"name":"uat"}}""", "uat")]
    [InlineData("""{"target_environment":"staging"}""", "staging")]
    [InlineData("""{"targetEnvironment":"staging"}""", "staging")]
    [InlineData("""{"environments":[{"name":"dev"},{"name":"prod"}]}""", "dev|prod")]
    [InlineData("""{"environments":[1,null,{},"dev"]}""", "1|dev")]
    public void Those_of_the_context_win_and_stay_as_written(string context, string originals) => Assert.Equal(
        originals.Split('|'), TaskReader.Read("deploy to sandbox", JsonDocument.Parse(context).RootElement).Environments.Select(environment => environment.Original));

    [Fact]
    public void One_of_the_context_that_the_text_lists_too_becomes_the_target_of_the_list()
    {
        var brief = TaskReader.Read("pipeline over dev, staging and prod", JsonDocument.Parse("""{"environment":"staging"}""").RootElement);
        Assert.Equal(["dev", "staging", "prod"], brief.Environments.Select(environment => environment.Name));
        Assert.Equal("staging", brief.Target?.Name);
    }
}
