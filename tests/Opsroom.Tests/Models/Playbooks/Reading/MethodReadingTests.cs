using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Tests.Models.Playbooks.Reading;

public class MethodReadingTests
{
    [Theory]
    [InlineData("a canary pipeline", "canary")]
    [InlineData("cannary pipeline", "canary")]
    [InlineData("Canary-Deployment-Pipeline", "canary")]
    [InlineData("blue green pipeline", "blue-green")]
    [InlineData("bluegreen", "blue-green")]
    [InlineData("blue/green deploys", "blue-green")]
    [InlineData("blue and green", "blue-green")]
    [InlineData("Blau-Grün-Pipeline", "blue-green")]
    [InlineData("pipeline bleu-vert", "blue-green")]
    [InlineData("azul-verde", "blue-green")]
    [InlineData("rolling update pipeline", "rolling")]
    [InlineData("GitOps with Argo CD", "gitops")]
    [InlineData("git ops pipeline", "gitops")]
    [InlineData("CI/CD pipeline", "standard-cicd")]
    [InlineData("ci and cd pipeline", "standard-cicd")]
    [InlineData("a canary CI/CD pipeline", "canary")]
    [InlineData("canary and blue-green pipelines", "canary,blue-green")]
    [InlineData("rolling, not canary", "rolling")]
    [InlineData("rolling instead of canary", "rolling")]
    [InlineData("should use blue-green rather than rolling", "blue-green")]
    [InlineData("pipeline canário", "canary")]
    [InlineData("канареечный пайплайн", "canary")]
    [InlineData("金丝雀流水线", "canary")]
    [InlineData("a pipeline", "")]
    [InlineData("three stages, one step", "")]
    public void Kinds_of_pipelines(string task, string expected) => Assert.Equal(expected, string.Join(',', TaskReader.Read(task, null).PipelineTypes));

    [Theory]
    [InlineData("a Go service", "go")]
    [InlineData("written in go", "go")]
    [InlineData("golang worker", "go")]
    [InlineData("go live on monday", null)]
    [InlineData("let us go to prod", null)]
    [InlineData("C# and .NET", "csharp")]
    [InlineData("ASP.NET api", "csharp")]
    [InlineData("c++ library", "cpp")]
    [InlineData("Spring Boot app", "java")]
    [InlineData("FastAPI service", "python")]
    [InlineData("pytest please", "python")]
    [InlineData("node service", "javascript")]
    [InlineData("drain the node", null)]
    [InlineData("TypeScript client", "typescript")]
    [InlineData("in Rust", "rust")]
    public void Languages(string task, string? expected) => Assert.Equal(expected, TaskReader.Read(task, null).Language);

    [Theory]
    [InlineData("postgres 15", "postgresql")]
    [InlineData("a PostgreSQL database", "postgresql")]
    [InlineData("MariaDB table", "mysql")]
    [InlineData("sqlite3 file", "sqlite")]
    [InlineData("SQL Server? no, mssql", "sqlserver")]
    [InlineData("a table", null)]
    public void Databases(string task, string? expected) => Assert.Equal(expected, TaskReader.Read(task, null).DatabaseType);

    [Theory]
    [InlineData("run it on connection orders-db", "orders-db")]
    [InlineData("on the orders database", "orders")]
    [InlineData("database `billing`", "billing")]
    [InlineData("Datenbank: lager", "lager")]
    [InlineData("the database is slow", null)]
    public void Connections(string task, string? expected) => Assert.Equal(expected, TaskReader.Read(task, null).Connection);

    [Theory]
    [InlineData("ALTER TABLE orders DROP COLUMN note; is that safe?", "ALTER TABLE orders DROP COLUMN note;")]
    [InlineData("explain select id, name from users where id = 1", "select id, name from users where id = 1")]
    [InlineData("run `DELETE FROM carts WHERE age > 90`", "DELETE FROM carts WHERE age > 90")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY i ON t(a);", "CREATE UNIQUE INDEX CONCURRENTLY i ON t(a);")]
    [InlineData("update users set name = 'x' where id = 2", "update users set name = 'x' where id = 2")]
    [InlineData("with t as (select 1) select * from t", "with t as (select 1) select * from t")]
    [InlineData("a;\n\ninsert into t values (1);\ndrop table if exists u;", "insert into t values (1);|drop table if exists u;")]
    [InlineData("select the best option from the list", "")]
    [InlineData("create a table for the orders", "")]
    [InlineData("update the dashboard and set a rule", "")]
    [InlineData("drop the index on orders", "")]
    public void Sql_in_prose(string task, string expected) => Assert.Equal(expected, string.Join('|', TaskReader.Read(task, null).Sql));

    [Theory]
    [InlineData("x\n```yaml\na: 1\n```\ny", "yaml:a: 1")]
    [InlineData("```\nFROM node:20\nRUN npm ci\n```", "dockerfile:FROM node:20\nRUN npm ci")]
    [InlineData("```json\n{\"a\":1}\n```", "json:{\"a\":1}")]
    [InlineData("```\n{\"a\":1}\n```", "json:{\"a\":1}")]
    [InlineData("~~~sql\nselect 1\n~~~", "sql:select 1")]
    [InlineData("````\n```\ninner\n```\n````", "text:```\ninner\n```")]
    [InlineData("```yaml\nnever: closed", "yaml:never: closed")]
    [InlineData("check this\npipeline:\n  name: x\n  stages: []", "yaml:pipeline:\n  name: x\n  stages: []")]
    [InlineData("lint\napiVersion: v1\nkind: Pod", "yaml:apiVersion: v1\nkind: Pod")]
    [InlineData("services: cart, checkout\nversion: 2", "")]
    [InlineData("inline `code` only", "")]
    public void Code(string task, string expected) => Assert.Equal(expected, string.Join('|', TaskReader.Read(task, null).CodeBlocks.Select(block => $"{block.Kind}:{block.Content}")));

    [Fact]
    public void Sql_of_fenced_blocks_is_sql_and_prose_inside_them_is_not_read()
    {
        var brief = TaskReader.Read("judge it for orders-api\n```sql\nalter table other_service drop column prod;\n```", null);
        Assert.Equal(["alter table other_service drop column prod;"], brief.Sql);
        Assert.Equal("orders-api", brief.Service);
        Assert.Empty(brief.Environments);
    }

    [Fact]
    public void Quotations_of_every_style_are_kept() =>
        Assert.Equal(["a b", "c", "d", "e", "f", "g"], TaskReader.Read("\"a b\" `c` 'd' “e” „f“ «g» it's the team's", null).Quoted);
}
