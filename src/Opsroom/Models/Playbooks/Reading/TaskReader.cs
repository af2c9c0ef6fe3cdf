using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Reads a task and its context into a <see cref="TaskBrief"/>. Pure, linear in what it is given, and bounded in how much of it is read.</summary>
internal static class TaskReader
{
    private const int MostCharacters = 100_000;

    private static readonly string[] PipelineTypes = ["standard-cicd", "gitops", "canary", "blue-green", "rolling"];

    public static TaskBrief Read(string task, JsonElement? context)
    {
        var (prose, blocks) = CodeBlocks.Split(task.Length > MostCharacters ? task[..MostCharacters] : task);
        return Read(prose, TaskText.Of(prose), blocks, ContextValues.Of(context));
    }

    /// <summary>Reads one clause of a text on its own.</summary>
    public static TaskBrief Read(TaskText clause) => Read(string.Empty, clause, [], ContextValues.Of(null));

    private static TaskBrief Read(string prose, TaskText text, ImmutableArray<CodeBlock> blocks, ContextValues context)
    {
        var given = context.Texts("services", "service", "servicename", "app", "appname", "application", "microservice", "component", "workload");
        var image = context.Text("image", "imagename", "dockerimage", "containerimage") ?? References.Image(text);
        var services = given.IsEmpty ? ServiceReader.Read(text) : given;
        var strategies = StrategiesOf(text);
        var frameworks = Distinct(text, Methods.Framework);
        var percentages = Measures.Percentages(text);
        var environments = Environments(text, context);
        return new TaskBrief
        {
            Text = text,
            Services = services.IsEmpty && image is not null ? [ServiceOf(image)] : services,
            Environments = environments,
            NewName = context.Text("name", "pipelinename", "templatename", "projectname", "newname") ?? ObjectReader.NewName(text),
            Version = context.Text("version", "tag", "imagetag", "release") ?? References.Version(text),
            Image = image,
            Namespace = context.Text("namespace", "ns", "kubernetesnamespace", "k8snamespace") ?? ObjectReader.Namespace(text),
            Replicas = context.Integer("replicas", "replicacount") ?? Measures.Replicas(text),
            Strategy = StrategyOf(context.Text("strategy", "deploymentstrategy", "deploymenttype", "rolloutstrategy"))
                ?? strategies.FirstOrDefault(strategy => strategy is "canary" or "blue-green" or "rolling" or "recreate"),
            PipelineTypes = StrategyOf(context.Text("pipelinetype", "type", "strategy", "deploymentstrategy", "deploymenttype")) is { } type && PipelineTypes.Contains(type)
                ? [type]
                : [.. strategies.Where(PipelineTypes.Contains)],
            Language = LanguageOf(context.Text("language", "lang", "programminglanguage")) ?? LanguageIn(text) ?? frameworks.Select(Methods.LanguageOf).FirstOrDefault(language => language is not null),
            Frameworks = [.. context.Texts("framework", "frameworks", "testframework").Select(name => Methods.Framework(Spelling.Fold(name)) ?? name).Union(frameworks, StringComparer.Ordinal)],
            DatabaseType = context.Text("dbtype", "databasetype", "dialect", "engine", "database") is { } database && Methods.Database(Spelling.Fold(database)) is { } known
                ? known
                : Distinct(text, Methods.Database).FirstOrDefault(),
            Connection = context.Text("connection", "connectionname", "datasource", "database") is { } connection && Methods.Database(Spelling.Fold(connection)) is null ? connection : ObjectReader.Connection(text),
            Paths = [.. context.Texts("paths", "files", "path", "file", "filepath", "yamlpath").Union(PathsIn(text), StringComparer.Ordinal)],
            Urls = [.. context.Texts("urls", "url", "specurl").Union(UrlsIn(text), StringComparer.Ordinal)],
            Ports = context.Integer("port", "containerport", "targetport") is { } port ? [port, .. References.Ports(text).Where(other => other != port)] : References.Ports(text),
            Durations = [.. context.Texts("timerange", "window", "duration", "timeout", "since", "durations").Union(Measures.Durations(text), StringComparer.Ordinal)],
            Percentages = percentages,
            Objective = context.Number("objective", "slo", "sloobjective") is { } objective ? objective > 1 ? objective / 100 : objective : Measures.Objective(text, percentages),
            Alerts = [.. context.Texts("alerts", "alert", "alertname").Union(ObjectReader.Alerts(text), StringComparer.Ordinal)],
            Objects = ObjectReader.Objects(text),
            Quoted = QuotedIn(text),
            Sql = SqlIn(prose, text, blocks, context),
            CodeBlocks = blocks,
        };
    }

    private static ImmutableArray<EnvironmentName> Environments(TaskText text, ContextValues context)
    {
        var several = context.Texts("environments", "envs", "targetenvironments");
        if (several.Length == 1)
        {
            several = [.. several[0].Split([',', '/', '>', ';', '→', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        }

        var one = context.Text("environment", "env", "targetenvironment", "targetenv");
        if (several.Length > 0)
        {
            return [.. several.DistinctBy(name => name, StringComparer.OrdinalIgnoreCase).Select(name => Given(name, IsSame(name, one)))];
        }

        var read = EnvironmentReader.Read(text);
        return one is null ? read
            : read.Any(environment => IsSame(environment.Original, one)) ? [.. read.Select(environment => environment with { IsTarget = IsSame(environment.Original, one) })]
            : [Given(one, isTarget: true)];
    }

    private static EnvironmentName Given(string name, bool isTarget) =>
        new(EnvironmentReader.Normalise(Spelling.Fold(name), certainOnly: false) ?? name.ToLowerInvariant(), name, isTarget);

    private static bool IsSame(string name, string? other) =>
        other is not null && Given(name, false).Name == Given(other, false).Name;

    /// <summary>Every strategy and kind of pipeline that is named and not denied, in order.</summary>
    public static ImmutableArray<string> StrategiesOf(TaskText text)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < text.Count; i++)
        {
            if (!text.IsDenied(i) && (StrategyOf(text[i].Key) ?? TwoWords(text, i)) is { } strategy && !found.Contains(strategy))
            {
                found.Add(strategy);
            }
        }

        // "a canary CI/CD pipeline" is a canary pipeline
        return found.Count > 1 ? [.. found.Where(strategy => strategy != "standard-cicd" || IsListed(text))] : found.ToImmutable();
    }

    /// <summary>Whether the plain kind is asked for beside another one: "a CI/CD pipeline and a canary pipeline".</summary>
    private static bool IsListed(TaskText text) => text.Tokens.ToArray().Count(token => token.Is(Term.Pipeline)) > 1;

    /// <summary>"blue green", "blue and green", "rolling" however hyphenated, "Blau-Grün-Deployment", "canary-pipeline".</summary>
    private static string? TwoWords(TaskText text, int i)
    {
        var key = text[i].Key;
        if (key is "blue" or "blau" or "bleu" or "azul" or "blu" or "blauw")
        {
            var next = text.Is(i + 1, Term.Connector) ? i + 2 : i + 1;
            return text.At(next)?.Key is "green" or "grun" or "vert" or "verde" or "groen" ? "blue-green" : null;
        }

        if (key is "git" && text.At(i + 1)?.Key is "ops" || key is "argo" && text.At(i + 1)?.Key is "cd")
        {
            return "gitops";
        }

        if (key is "ci" && text.Is(i + 1, Term.Connector) && text.At(i + 2)?.Key is "cd")
        {
            return "standard-cicd";
        }

        if (text[i].Kind != TokenKind.Word || text[i].Is(Term.Strategy) || key.IndexOf('-') is not (> 0 and var dash))
        {
            return null;
        }

        return key.IndexOf('-', dash + 1) is var second and > 0 && Methods.Strategy(key[..second]) is { } two ? two : Vocabulary.IsCompound(key) ? Methods.Strategy(key[..dash]) : null;
    }

    private static string? StrategyOf(string? written)
    {
        if (written is null)
        {
            return null;
        }

        var key = Spelling.Fold(written);
        return Methods.Strategy(key) ?? (key.AsSpan().IndexOfAny(' ', '_') >= 0 ? Methods.Strategy(key.Replace(' ', '-').Replace('_', '-')) : null);
    }

    private static string? LanguageOf(string? written) => written is null ? null : Methods.Language(Spelling.Fold(written)) ?? Spelling.Fold(written);

    private static string? LanguageIn(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (Methods.Language(text[i].Key) is { } language)
            {
                return language;
            }

            // "go" is a verb and "node" a machine unless something of code stands beside them
            if (text[i].Text == "Go" && i > 0 && !text[i - 1].EndsSentence || text[i].Key == "go" && (text.Is(i + 1, Term.ServiceNoun | Term.NamedNoun) || text.At(i + 1)?.Key is "module" or "project" or "client" or "code" or "library" or "structs" or "backend" || text.At(i - 1)?.Key is "in"))
            {
                return "go";
            }

            if (text[i].Key == "node" && (text.Is(i + 1, Term.ServiceNoun | Term.NamedNoun) || text.At(i + 1)?.Key is "js" or "project" or "code" or "backend"))
            {
                return "javascript";
            }
        }

        return null;
    }

    private static ImmutableArray<string> Distinct(TaskText text, Func<string, string?> read)
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

    private static IEnumerable<string> PathsIn(TaskText text)
    {
        var image = References.Image(text);
        return text.Tokens.ToArray().Where(token => References.IsPath(token) && token.Text != image).Select(token => token.Text);
    }

    private static IEnumerable<string> UrlsIn(TaskText text) => text.Tokens.ToArray().Where(token => token.Kind == TokenKind.Url).Select(token => token.Text);

    private static ImmutableArray<string> QuotedIn(TaskText text) => [.. text.Tokens.ToArray().Where(token => token.Kind == TokenKind.Quoted).Select(token => token.Text)];

    private static ImmutableArray<string> SqlIn(string prose, TaskText text, ImmutableArray<CodeBlock> blocks, ContextValues context)
    {
        var fenced = blocks.Where(block => block.Kind == "sql").Select(block => block.Content);
        return context.Document("sql", "query", "statement", "migration") is { } given ? [given, .. fenced] : prose.Length == 0 ? [.. fenced] : [.. fenced, .. SqlReader.Read(prose, text)];
    }

    /// <summary><c>ghcr.io/acme/checkout:1.4</c> is an image of checkout.</summary>
    private static string ServiceOf(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return name.IndexOfAny([':', '@']) is var end and > 0 ? name[..end] : name;
    }
}
