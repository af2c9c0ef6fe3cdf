using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Reads a task and its context into a <see cref="TaskBrief"/>. Pure, linear in what it is given, and bounded in how much of it is read.</summary>
internal static class TaskReader
{
    private const int MostCharacters = 100_000;

    private static readonly FrozenSet<string> PipelineTypes = WordSet.Of("standard-cicd gitops canary blue-green rolling");

    public static TaskBrief Read(string task, JsonElement? context)
    {
        var (prose, blocks) = CodeBlocks.Split(task.Length > MostCharacters ? task[..MostCharacters] : task);
        var text = TaskText.Of(prose);
        var values = ContextValues.Of(context);
        return Read(text, values) with
        {
            CodeBlocks = blocks,
            Sql = SqlIn(prose, text, blocks, values),
        };
    }

    /// <summary>Reads one clause of a text on its own.</summary>
    public static TaskBrief Read(TaskText clause) => Read(clause, ContextValues.Empty);

    private static TaskBrief Read(TaskText text, ContextValues context)
    {
        var image = context.Text("image", "imagename", "dockerimage", "containerimage") ?? ContainerImage.Find(text);
        var strategies = StrategyReader.Read(text);
        var frameworks = Technologies(text, Methods.Framework);
        var percentages = Measures.Percentages(text);
        var database = context.Text("database");
        return new TaskBrief
        {
            Text = text,
            Services = Services(text, context, image),
            Environments = Environments(text, context),
            NewName = context.Text("name", "pipelinename", "templatename", "projectname", "newname") ?? ObjectReader.NewName(text),
            Version = context.Text("version", "tag", "imagetag", "release") ?? References.Version(text),
            Image = image,
            Namespace = context.Text("namespace", "ns", "kubernetesnamespace", "k8snamespace") ?? ObjectReader.Namespace(text),
            Replicas = context.Integer("replicas", "replicacount") ?? Measures.Replicas(text),
            Strategy = StrategyReader.Parse(context.Text("strategy", "deploymentstrategy", "deploymenttype", "rolloutstrategy"))
                ?? strategies.FirstOrDefault(strategy => strategy is "canary" or "blue-green" or "rolling" or "recreate"),
            PipelineTypes = [.. Given(StrategyReader.Parse(context.Text("pipelinetype", "type", "strategy", "deploymentstrategy", "deploymenttype")), strategies).Where(PipelineTypes.Contains)],
            Language = LanguageReader.Parse(context.Text("language", "lang", "programminglanguage")) ?? LanguageReader.Read(text)
                ?? frameworks.Select(Methods.LanguageOf).FirstOrDefault(language => language is not null),
            Frameworks = Merge(context.Texts("framework", "frameworks", "testframework"), frameworks),
            DatabaseType = DatabaseOf(context.Text("dbtype", "databasetype", "dialect", "engine")) ?? DatabaseOf(database)
                ?? Technologies(text, Methods.Database).FirstOrDefault(),
            Connection = context.Text("connection", "connectionname", "datasource") ?? (DatabaseOf(database) is null ? database : null) ?? ObjectReader.Connection(text),
            Paths = Merge(context.Texts("paths", "files", "path", "file", "filepath", "yamlpath"), Texts(text, token => References.IsPath(token) && token.Text != image)),
            Urls = Merge(context.Texts("urls", "url", "specurl"), Texts(text, token => token.Kind == TokenKind.Url)),
            Ports = context.Integer("port", "containerport", "targetport") is { } port ? [port, .. References.Ports(text).Remove(port)] : References.Ports(text),
            Durations = Merge(context.Texts("timerange", "window", "duration", "timeout", "since", "durations"), Measures.Durations(text)),
            Percentages = percentages,
            Objective = RatioOf(context.Number("objective", "slo", "sloobjective")) ?? Measures.Objective(text, percentages),
            Alerts = Merge(context.Texts("alerts", "alert", "alertname"), AlertReader.Read(text)),
            Objects = ObjectReader.Objects(text),
            Quoted = Texts(text, token => token.Kind == TokenKind.Quoted),
        };
    }

    private static ImmutableArray<string> Services(TaskText text, ContextValues context, string? image)
    {
        var given = context.Texts("services", "service", "servicename", "app", "appname", "application", "microservice", "component", "workload");
        var services = given.IsEmpty ? ServiceReader.Read(text) : given;
        return services.IsEmpty && image is not null ? [ContainerImage.ServiceOf(image)] : services;
    }

    private static ImmutableArray<EnvironmentName> Environments(TaskText text, ContextValues context)
    {
        var one = context.Text("environment", "env", "targetenvironment", "targetenv");
        var several = context.Texts("environments", "envs", "targetenvironments");
        if (several.Length == 1)
        {
            several = [.. several[0].Split([',', '/', '>', ';', '→', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        }

        if (several.Length > 0)
        {
            return [.. several.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => Given(name, isTarget: one is not null && NormalOf(name) == NormalOf(one)))];
        }

        var read = EnvironmentReader.Read(text);
        if (one is null)
        {
            return read;
        }

        var target = NormalOf(one);
        return read.Any(environment => environment.Name == target)
            ? [.. read.Select(environment => environment with { IsTarget = environment.Name == target })]
            : [Given(one, isTarget: true)];
    }

    private static ImmutableArray<string> Given(string? value, ImmutableArray<string> otherwise) => value is null || !PipelineTypes.Contains(value) ? otherwise : [value];

    /// <summary>99.9 means 0.999.</summary>
    private static decimal? RatioOf(decimal? objective) => objective > 1 ? objective / 100 : objective;

    private static EnvironmentName Given(string name, bool isTarget) => new(NormalOf(name), name, isTarget);

    private static string NormalOf(string name) => EnvironmentReader.Normalise(Spelling.Fold(name), certainOnly: false) ?? name.ToLowerInvariant();

    private static string? DatabaseOf(string? written) => written is null ? null : Methods.Database(Spelling.Fold(written));

    private static ImmutableArray<string> Technologies(TaskText text, Func<string, string?> read)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var token in text.Tokens)
        {
            if (token.Is(Term.Technology) && read(token.Key) is { } known && !found.Contains(known))
            {
                found.Add(known);
            }
        }

        return found.ToImmutable();
    }

    private static ImmutableArray<string> Texts(TaskText text, Func<Token, bool> isWanted)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var token in text.Tokens)
        {
            if (isWanted(token) && !found.Contains(token.Text))
            {
                found.Add(token.Text);
            }
        }

        return found.ToImmutable();
    }

    private static ImmutableArray<string> Merge(ImmutableArray<string> given, ImmutableArray<string> read) =>
        given.IsEmpty ? read : [.. given.Union(read, StringComparer.Ordinal)];

    private static ImmutableArray<string> SqlIn(string prose, TaskText text, ImmutableArray<CodeBlock> blocks, ContextValues context)
    {
        var fenced = blocks.Where(block => block.Kind == "sql").Select(block => block.Content);
        return context.Document("sql", "query", "statement", "migration") is { } given ? [given, .. fenced] : [.. fenced, .. SqlReader.Read(prose, text)];
    }
}
