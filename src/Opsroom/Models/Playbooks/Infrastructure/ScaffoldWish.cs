using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>What a new project is asked to be, as far as the task tells.</summary>
internal sealed partial record ScaffoldWish(string? Template, string? Name)
{
    private static readonly string[] DockerWords = ["docker", "dockerfile", "container", "containers", "compose", "docker-compose"];
    private static readonly string[] KubernetesWords = ["kubernetes", "k8s", "kube", "manifest", "manifests", "manifeste"];
    private static readonly string[] PipelineWords = ["pipeline", "pipelines", "harness", "ci/cd", "cicd"];
    private static readonly string[] GitWords = ["git", "repo", "repository"];

    private JsonObject? Options { get; init; }

    private JsonObject? Variables { get; init; }

    private string? Folder { get; init; }

    private bool Shows { get; init; }

    private bool Replaces { get; init; }

    /// <summary>The language that was named and that there is no scaffold for.</summary>
    public string? UnknownLanguage { get; private init; }

    public static ScaffoldWish Read(TaskBrief brief, ContextValues context)
    {
        var template = context.Text("template", "scaffold", "projecttype") ?? ProjectKinds.Of(brief);
        return new(template, context.Text("projectname", "name") ?? NameIn(brief))
        {
            UnknownLanguage = template is null ? brief.Language : null,
            Options = OptionsIn(brief, context),
            Variables = VariablesIn(brief, context),
            Folder = context.Text("outputdir", "outputpath", "directory", "folder") ?? FolderIn(brief.Text),
            Shows = IsTrue(context, "dryrun") || brief.Text.Mentions("dry-run", "dryrun", "preview", "vorschau") || brief.Text.Mentions("dry") && brief.Text.Mentions("run"),
            Replaces = IsTrue(context, "force") || brief.Text.Mentions("force", "overwrite", "overwriting", "uberschreibe", "uberschreiben", "ecrase", "sobrescribe"),
        };
    }

    public (string Name, JsonNode? Value)[] Arguments() =>
    [
        ("template", Template), ("project_name", Name), ("output_dir", Folder), ("options", Options), ("variables", Variables), ("dry_run", Shows ? true : null), ("force", Replaces ? true : null),
    ];

    /// <summary>A name that was given, or that of the service, or what stands before a colon (<c>ledger: new Go service</c>); a word that names the kind is none.</summary>
    private static string? NameIn(TaskBrief brief) => brief.NewName ?? (brief.Text.IsSymbol(1, ':') && NameShape.IsNameLike(brief.Text[0]) ? brief.Text[0].Text : null) ?? brief.Services.FirstOrDefault(service => ProjectKinds.Of(TaskReader.Read(service, null)) is null);

    private static JsonObject? OptionsIn(TaskBrief brief, ContextValues context)
    {
        var options = new JsonObject();
        Leave("docker", DockerWords, "docker");
        Leave("kubernetes", KubernetesWords, "kubernetes");
        Leave("harness", PipelineWords, "harness");
        Leave("git_init", GitWords, "gitinit");
        string[] environments = [.. brief.Environments.Select(environment => environment.Original.ToLowerInvariant()).Where(name => Label().IsMatch(name)).Distinct(StringComparer.Ordinal)];
        if (environments.Length > 0)
        {
            options["environments"] = CallLedger.List(environments);
        }

        return options.Count > 0 ? options : null;

        void Leave(string option, string[] words, string key)
        {
            if (context.Raw(key) is { ValueKind: System.Text.Json.JsonValueKind.False } || Enumerable.Range(0, brief.Text.Count).Any(i => words.Contains(brief.Text[i].Key) && brief.Text.IsDenied(i)))
            {
                options[option] = false;
            }
        }
    }

    private static JsonObject? VariablesIn(TaskBrief brief, ContextValues context)
    {
        var variables = CallLedger.Arguments(
            ("description", context.Text("description")), ("registry", context.Text("registry", "containerregistry")), ("namespace", brief.Namespace),
            ("port", brief.Ports.FirstOrDefault(port => port >= 1024) is var port and > 0 ? port : null),
            ("ingress_host", context.Text("ingresshost", "host", "domain")),
            ("module", context.Text("module") ?? First(brief.Text, GoModule())), ("group", context.Text("group", "groupid") ?? First(brief.Text, JavaGroup())));
        return variables.Count > 0 ? variables : null;
    }

    /// <summary>"into services/billing".</summary>
    private static string? FolderIn(TaskText text)
    {
        for (var i = 1; i < text.Count; i++)
        {
            if (text[i - 1].Key is "in" or "into" or "under" or "at" or "unter" or "dans" or "en" or "folder" or "directory" && Folders().IsMatch(text[i].Text))
            {
                return text[i].Text.TrimEnd('/');
            }
        }

        return null;
    }

    private static string? First(TaskText text, Regex shape)
    {
        foreach (var token in text.Tokens)
        {
            if (token.Kind is TokenKind.Word or TokenKind.Quoted && shape.IsMatch(token.Text))
            {
                return token.Text;
            }
        }

        return null;
    }

    private static bool IsTrue(ContextValues context, string key) => context.Raw(key) is { ValueKind: System.Text.Json.JsonValueKind.True };

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,28}[a-z0-9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:\./)?[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)+/?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Folders();

    [GeneratedRegex(@"^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9_-]+)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex GoModule();

    [GeneratedRegex(@"^(?:com|org|net|io|de|eu)(?:\.[a-z][a-z0-9]*)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex JavaGroup();
}
