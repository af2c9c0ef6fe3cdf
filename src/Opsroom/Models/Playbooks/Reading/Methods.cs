using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>How things are done and with what: strategies, kinds of pipelines, languages, frameworks, databases.</summary>
internal static class Methods
{
    private static readonly FrozenDictionary<string, string> Strategies = WordSet.Pairs(
        """
        canary=canary canaries=canary canary-deployment=canary canari=canary canaris=canary canario=canary canarino=canary canarina=canary kanarie=canary kanarien=canary kanarek=canary канареечный=canary канареечного=canary канареечную=canary 金丝雀=canary カナリア=canary カナリー=canary 카나리=canary
        blue-green=blue-green bluegreen=blue-green blue/green=blue-green green-blue=blue-green green/blue=blue-green b/g=blue-green red-black=blue-green red/black=blue-green blau-grun=blue-green blaugrun=blue-green blau/grun=blue-green bleu-vert=blue-green bleu/vert=blue-green azul-verde=blue-green azul/verde=blue-green blu-verde=blue-green blu/verde=blue-green blauw-groen=blue-green blauw/groen=blue-green niebiesko-zielony=blue-green сине-зеленый=blue-green 蓝绿=blue-green ブルーグリーン=blue-green
        rolling=rolling rolling-update=rolling rolling-updates=rolling rollierend=rolling rollierende=rolling rollierendes=rolling rollenden=rolling rollende=rolling rollendes=rolling progressif=rolling roulant=rolling rodante=rolling gradual=rolling ローリング=rolling 滚动=rolling
        recreate=recreate
        gitops=gitops git-ops=gitops argocd=gitops argo-cd=gitops fluxcd=gitops
        ci/cd=standard-cicd cicd=standard-cicd ci-cd=standard-cicd cd/ci=standard-cicd ci/cd-pipeline=standard-cicd cicd-pipeline=standard-cicd standard-cicd=standard-cicd standard_cicd=standard-cicd standardcicd=standard-cicd
        """);

    private static readonly FrozenDictionary<string, string> Languages = WordSet.Pairs(
        """
        c#=csharp csharp=csharp .net=csharp dotnet=csharp .net8=csharp .net9=csharp .net10=csharp net8=csharp asp.net=csharp f#=fsharp java=java kotlin=kotlin golang=go python=python python3=python py=python typescript=typescript ts=typescript javascript=javascript js=javascript node.js=javascript nodejs=javascript ruby=ruby rust=rust php=php scala=scala elixir=elixir swift=swift c++=cpp cpp=cpp
        питон=python питоне=python
        """);

    private static readonly FrozenDictionary<string, string> Frameworks = WordSet.Pairs(
        """
        spring=spring-boot springboot=spring-boot spring-boot=spring-boot quarkus=quarkus micronaut=micronaut django=django flask=flask fastapi=fastapi express=express nestjs=nestjs nest.js=nestjs next.js=nextjs nextjs=nextjs react=react angular=angular vue=vue vue.js=vue svelte=svelte rails=rails laravel=laravel symfony=symfony asp.net=aspnetcore aspnetcore=aspnetcore gin=gin ktor=ktor actix=actix axum=axum phoenix=phoenix vite=vite
        xunit=xunit nunit=nunit mstest=mstest pytest=pytest unittest=unittest jest=jest vitest=vitest mocha=mocha junit=junit junit5=junit playwright=playwright cypress=cypress espresso=espresso k6=k6
        flyway=flyway liquibase=liquibase alembic=alembic knex=knex ef=ef efcore=ef prisma=prisma sqlalchemy=sqlalchemy hibernate=hibernate
        helm=helm kustomize=kustomize terraform=terraform pulumi=pulumi ansible=ansible maven=maven gradle=gradle npm=npm yarn=yarn pnpm=pnpm
        cookiecutter=cookiecutter jinja2=jinja2 jinja=jinja2 handlebars=handlebars backstage=backstage
        openapi=openapi swagger=openapi graphql=graphql protobuf=protobuf grpc=grpc
        """);

    private static readonly FrozenDictionary<string, string> LanguageOfFramework = WordSet.Pairs(
        """
        spring-boot=java quarkus=java micronaut=java junit=java maven=java gradle=java hibernate=java django=python flask=python fastapi=python pytest=python alembic=python sqlalchemy=python
        express=javascript jest=javascript mocha=javascript npm=javascript yarn=javascript pnpm=javascript react=javascript vue=javascript nextjs=javascript knex=javascript nestjs=typescript vitest=typescript angular=typescript
        rails=ruby laravel=php symfony=php aspnetcore=csharp xunit=csharp nunit=csharp mstest=csharp ef=csharp gin=go ktor=kotlin actix=rust axum=rust phoenix=elixir
        """);

    private static readonly FrozenDictionary<string, string> Databases = WordSet.Pairs(
        """
        postgres=postgresql postgresql=postgresql pg=postgresql psql=postgresql pgsql=postgresql постгрес=postgresql aurora=postgresql timescale=postgresql mysql=mysql mariadb=mysql percona=mysql sqlite=sqlite sqlite3=sqlite
        mssql=sqlserver sqlserver=sqlserver oracle=oracle mongodb=mongodb mongo=mongodb cockroachdb=cockroachdb cassandra=cassandra snowflake=snowflake clickhouse=clickhouse redis=redis dynamodb=dynamodb
        """);

    /// <summary>Tools and vendors that are named often and are nobody's service.</summary>
    private const string Tools =
        "kubernetes k8s kube kubectl docker docker-compose compose podman openshift eks aks gke aws azure gcp ec2 ecs lambda s3 cloud-run cloudrun nomad kafka rabbitmq nginx istio linkerd envoy vault consul elasticsearch kibana loki tempo jaeger otel opentelemetry git github gitlab bitbucket linux windows macos android ios jenkinsfile dockerfile makefile kaniko buildx go node tomcat junit argo flux spinnaker tekton circleci travis octopus";

    public static IEnumerable<string> StrategyWords => Strategies.Keys;

    public static IEnumerable<string> TechnologyWords => [.. Languages.Keys, .. Frameworks.Keys, .. Databases.Keys, .. Tools.Split(' ')];

    /// <summary><c>canary</c>, <c>blue-green</c>, <c>rolling</c>, <c>recreate</c>, <c>gitops</c>, <c>standard-cicd</c> or null.</summary>
    public static string? Strategy(string key) => Strategies.GetValueOrDefault(key);

    public static string? Language(string key) => Languages.GetValueOrDefault(key);

    public static string? LanguageOf(string framework) => LanguageOfFramework.GetValueOrDefault(framework);

    public static string? Framework(string key) => Frameworks.GetValueOrDefault(key);

    public static string? Database(string key) => Databases.GetValueOrDefault(key);
}
