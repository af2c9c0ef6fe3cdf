using System.Collections.Frozen;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Which built-in scaffold a task means.</summary>
internal static class ProjectKinds
{
    private const string Worker = "dotnet-worker";

    /// <summary>What is asked of a person who named none.</summary>
    public const string All = "`dotnet-webapi`, `dotnet-worker`, `fastapi`, `express-typescript`, `spring-boot`, `go-service`, `react-app`, `terraform-module`, `helm-chart`";

    /// <summary>Words that say it all.</summary>
    private static readonly FrozenDictionary<string, string> ByFramework = WordSet.Pairs(
        """
        fastapi=fastapi fast-api=fastapi express=express-typescript expressjs=express-typescript express.js=express-typescript spring=spring-boot springboot=spring-boot spring-boot=spring-boot
        react=react-app reactjs=react-app react.js=react-app vite=react-app frontend=react-app front-end=react-app spa=react-app oberflache=react-app
        aspnetcore=dotnet-webapi asp.net=dotnet-webapi aspnet=dotnet-webapi
        dotnet-webapi=dotnet-webapi dotnet-worker=dotnet-worker express-typescript=express-typescript go-service=go-service react-app=react-app terraform-module=terraform-module helm-chart=helm-chart
        """);

    /// <summary>Languages for which there is one usual choice.</summary>
    private static readonly FrozenDictionary<string, string> ByLanguage = WordSet.Pairs(
        "csharp=dotnet-webapi go=go-service python=fastapi java=spring-boot typescript=express-typescript javascript=express-typescript node=express-typescript");

    /// <summary>Things of their own that are often asked for beside a service: what stands first counts.</summary>
    private static readonly FrozenDictionary<string, string> ByTool = WordSet.Pairs(
        "helm=helm-chart chart=helm-chart charts=helm-chart helm-chart=helm-chart terraform=terraform-module tf=terraform-module opentofu=terraform-module terraform-module=terraform-module");

    /// <summary>What a kind is joined to by a hyphen: <c>FastAPI-Dienst</c>, <c>Go-Projekt</c>.</summary>
    private static readonly FrozenSet<string> JoinedNouns = WordSet.Of("projekt projet proyecto progetto project dienst service microservice app anwendung aplicacion api modul module web");

    private static readonly FrozenSet<string> WorkerWords = WordSet.Of("worker workers hintergrunddienst background-worker background-service backgroundservice worker-service daemon");

    /// <summary>The scaffold's id; null where the task does not say it.</summary>
    public static string? Of(TaskBrief brief)
    {
        var text = brief.Text;
        var (tool, framework, language, worker) = (int.MaxValue, int.MaxValue, int.MaxValue, false);
        for (var i = text.Count - 1; i >= 0; i--)
        {
            var key = KeyOf(text[i]);
            if (text[i].Kind == TokenKind.Symbol || text.IsDenied(i) || IsName(text, i))
            {
                continue;
            }

            tool = ByTool.ContainsKey(key) ? i : tool;
            framework = ByFramework.ContainsKey(key) && !ByTool.ContainsKey(key) ? i : framework;
            language = LanguageAt(brief, key) is { } written && ByLanguage.ContainsKey(written) ? i : language;
            worker |= WorkerWords.Contains(key);
        }

        if (tool < Math.Min(framework, language))
        {
            return ByTool[KeyOf(text[tool])];
        }

        var found = framework < int.MaxValue ? ByFramework[KeyOf(text[framework])]
            : language < int.MaxValue ? ByLanguage[LanguageAt(brief, KeyOf(text[language]))!]
            : brief.Language is { } known ? ByLanguage.GetValueOrDefault(known)
            : null;
        return worker && (found is "dotnet-webapi" || found is null && brief.Language is null) ? Worker : found;
    }

    /// <summary>What the scaffold is called in a sentence.</summary>
    public static string Title(string id) => id switch
    {
        "dotnet-webapi" => ".NET web API",
        Worker => ".NET worker",
        "fastapi" => "FastAPI service",
        "express-typescript" => "Express service in TypeScript",
        "spring-boot" => "Spring Boot service",
        "go-service" => "Go service",
        "react-app" => "React app",
        "terraform-module" => "Terraform module",
        "helm-chart" => "Helm chart",
        _ => id,
    };

    private static string KeyOf(Token token)
    {
        var joint = token.Key.LastIndexOf('-');
        var isJoined = joint > 0 && token.Kind == TokenKind.Word && JoinedNouns.Contains(token.Key[(joint + 1)..]) && !ByFramework.ContainsKey(token.Key) && !ByTool.ContainsKey(token.Key);
        return !isJoined ? token.Key : token.Key[..joint] is "go" ? "golang" : token.Key[..joint];
    }

    private static string? LanguageAt(TaskBrief brief, string key) =>
        key is "node" or "nodejs" or "node.js" ? "node" : key == "go" ? brief.Language is "go" ? "go" : null : Methods.Language(key);

    /// <summary>"called worker", "named chart": that is a name.</summary>
    private static bool IsName(TaskText text, int i) => text.Is(i - 1, Term.Called);
}
