using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Makes jobs of a task: which pipelines and templates to create, what to judge, what only Harness itself could do.</summary>
internal static class HarnessPlanner
{
    private const int MostJobs = 12;

    public static ImmutableArray<HarnessJob> Plan(PlaybookBrief asked, TaskBrief brief)
    {
        var context = ContextValues.Of(asked.Context);
        var documents = YamlSources.Find(asked, brief, context);
        var jobs = new List<HarnessJob>();
        if (documents.Count == 0 || brief.Text.Has(Term.Create))
        {
            jobs.AddRange(Pipelines(asked, brief, context));
            jobs.AddRange(TemplateJobs.Read(brief, context));
        }

        var judges = brief.Text.Has(Term.Validate | Term.Repair);
        if (judges || jobs.Count == 0)
        {
            jobs.AddRange(documents);
        }

        if (ErrandReader.Read(asked, brief, context) is { Any: true } errands)
        {
            jobs.Add(new HarnessJob.Remote(errands));
        }

        if (jobs.Count > 0)
        {
            return [.. jobs.Distinct().Take(MostJobs)];
        }

        var namesPipeline = brief.PipelineTypes.Length > 0 || brief.Text.Has(Term.Pipeline) && context.Text("service", "services", "pipelinetype") is not null;
        if (namesPipeline && HarnessWords.IsBareWish(brief.Text))
        {
            return [.. Pipeline(asked, brief, context, brief, brief.PipelineTypes)];
        }

        return judges && !brief.Text.IsQuestion ? [new HarnessJob.Unseen()] : [new HarnessJob.Question(QueryOf(asked.Task))];
    }

    /// <summary>What can be made of options that the tool knows; those of the context's <c>options</c> win.</summary>
    private static JsonObject OptionsOf(TaskBrief brief, ContextValues context, string type)
    {
        var options = CallLedger.Arguments(
            ("language", brief.Language),
            ("framework", brief.Frameworks.FirstOrDefault()),
            ("image", brief.Image is { } image ? ContainerImage.WithoutTag(image) : null),
            ("namespace", brief.Namespace),
            ("repo", context.Text("repo", "repository", "reponame", "gitrepo")),
            ("docker_connector", context.Text("dockerconnector", "registryconnector")),
            ("git_connector", context.Text("gitconnector", "connector", "connectorref")));
        ImmutableArray<decimal> parts = [.. brief.Percentages.Where(part => part is >= 1 and < 100 && part == Math.Floor(part)).Order()];
        if (type == "canary" && parts.Length > 0)
        {
            options["canary_percentages"] = new JsonArray([.. parts.Select(part => JsonValue.Create((int)part))]);
        }

        if (EmailsIn(brief.Text) is { Length: > 0 } emails)
        {
            options["notification_emails"] = CallLedger.List(emails);
        }

        if (context.Raw("options") is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var option in given.EnumerateObject())
            {
                options[option.Name] = JsonNode.Parse(option.Value.GetRawText());
            }
        }

        return options;
    }

    private static IEnumerable<HarnessJob> Pipelines(PlaybookBrief asked, TaskBrief brief, ContextValues context)
    {
        var phrases = NewThings.Pipelines(brief.Text);
        for (var k = 0; k < phrases.Count; k++)
        {
            var start = k == 0 ? 0 : BoundaryBefore(brief.Text, phrases[k]);
            var end = k + 1 < phrases.Count ? BoundaryBefore(brief.Text, phrases[k + 1]) : brief.Text.Count;
            var clause = TaskReader.Read(brief.Text.Slice(start, end));
            var named = StrategyReader.Read(brief.Text.Slice(phrases[k].Start, phrases[k].Noun + 1)).RemoveAll(type => type == "recreate");
            foreach (var job in Pipeline(asked, brief, context, clause, named.IsEmpty ? clause.PipelineTypes : named))
            {
                yield return job;
            }
        }
    }

    /// <summary>One pipeline for each service and each kind that a clause names.</summary>
    private static IEnumerable<HarnessJob.Pipeline> Pipeline(
        PlaybookBrief asked, TaskBrief brief, ContextValues context, TaskBrief clause, ImmutableArray<string> types)
    {
        var assumed = new List<string>();
        var isGiven = context.Text("service", "services", "servicename", "app", "application") is not null;
        var services = isGiven || clause.Services.IsEmpty ? brief.Services : clause.Services;
        var newName = context.Text("name", "pipelinename") ?? clause.NewName;
        if (services.IsEmpty)
        {
            var fallback = EarlierService(asked) ?? newName;
            services = [fallback ?? "my-service"];
            assumed.Add(fallback is null
                ? "No service was named, so the pipeline is for `my-service`: say which service, or replace the name."
                : $"No service was named here, so the pipeline is for `{fallback}`.");
        }

        var areGiven = context.Text("environments", "envs", "environment", "env") is not null;
        var meant = areGiven || clause.Environments.IsEmpty ? brief.Environments : clause.Environments;
        ImmutableArray<string> environments = [.. meant.Select(environment => areGiven ? environment.Original : environment.Name)];
        if (environments.IsEmpty)
        {
            environments = ["dev", "staging", "prod"];
            assumed.Add("No environments were named, so it deploys to dev, staging and prod in this order.");
        }

        var chosen = context.Text("pipelinetype") is not null || types.IsEmpty ? brief.PipelineTypes : types;
        if (chosen.IsEmpty)
        {
            chosen = ["standard-cicd"];
            assumed.Add("No kind of deployment was named, so it is a standard CI/CD pipeline with rolling deployments.");
        }

        if (Converts(clause.Text))
        {
            assumed.Add("What the old definition does beyond building, testing and deploying was not carried over: compare the two before you switch.");
        }

        ImmutableArray<string> stages = [.. context.Texts("stages")];
        if (stages.IsEmpty && WantsScan(clause.Text))
        {
            stages = ["build", "test", "security-scan", "push", "deploy"];
        }

        return from service in services
               from type in chosen
               select new HarnessJob.Pipeline(
                   newName is not null && services.Length * chosen.Length == 1 ? newName : $"{service}-{(type == "standard-cicd" ? "cicd" : type)}",
                   type, service, environments, stages, OptionsOf(brief, context, type), [.. assumed]);
    }

    /// <summary>A service that an earlier job of the plan was about, by its result or its task.</summary>
    private static string? EarlierService(PlaybookBrief asked) => asked.Earlier.Reverse()
        .Select(earlier => earlier.Result.Text("service") ?? earlier.Result.Text("project_name") ?? TaskReader.Read(earlier.Task, null) switch
        {
            { Service: { } service } => service,
            { NewName: var name } => name,
        })
        .FirstOrDefault(name => name is not null);

    /// <summary>Where the clause of a further pipeline begins: at the connector before it.</summary>
    private static int BoundaryBefore(TaskText text, NewThings.Phrase phrase)
    {
        for (var i = phrase.Start - 1; i > 0; i--)
        {
            if (text.Is(i, Term.Connector) || text[i].EndsSentence)
            {
                return i;
            }
        }

        return phrase.Start;
    }

    private static bool Converts(TaskText text)
    {
        foreach (var token in text.Tokens)
        {
            if (token.Key is "convert" or "migrate" or "translate" or "rewrite" or "port" or "jenkinsfile" or "import" or "equivalent" or ".gitlab-ci.yml")
            {
                return true;
            }
        }

        return false;
    }

    private static bool WantsScan(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Key is "scan" or "scans" or "scanning" or "sast" or "trivy" or "snyk" or "security-scan" && !text.IsDenied(i))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] EmailsIn(TaskText text) =>
        [.. text.Tokens.ToArray().Where(IsEmail).Select(token => token.Text).Distinct(StringComparer.Ordinal)];

    private static bool IsEmail(Token token) =>
        token.Kind == TokenKind.Word && token.Text.IndexOf('@') is var at and > 0 && token.Text.IndexOf('.', at) > at + 1 && !token.Text.Contains('/');

    private static string QueryOf(string task) => task.Length <= 300 ? task : task[..300];
}
