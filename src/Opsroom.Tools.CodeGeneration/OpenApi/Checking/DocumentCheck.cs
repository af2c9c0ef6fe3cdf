using System.Text.RegularExpressions;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.CodeGeneration.OpenApi.Checking.SpecReport;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Judges what stands at the top: info, servers, components, security.</summary>
internal sealed partial class DocumentCheck(SpecDocument document, SpecReport report)
{
    private static readonly string[] ComponentKinds = ["schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems"];

    public void Run()
    {
        var root = document.Root;
        if (root["info"] is not YamlMap info || info.Words("title") is null || info.Words("version") is null)
        {
            report.Add("info-missing", "info needs a title and a version.", root["info"] ?? root, "info");
        }
        else if (info.Words("description") is null)
        {
            report.Add("info-description-missing", "Say in info.description what the API is for.", info, "info");
        }

        if (document.Paths is null && !(document.Version == SpecVersion.OpenApi31 && (root.Has("webhooks") || root.Has("components"))))
        {
            report.Add("paths-missing", "There are no paths; add the mapping paths (it may be empty).", root["paths"] ?? root, "paths");
        }

        FieldNames.Check(report, root, document.IsSwagger ? FieldNames.SwaggerRoot : FieldNames.Root, "");
        CheckComponents();
        CheckServers();
        CheckSchemes();
        CheckTags();
        if (document.SecuritySchemes is not { Entries.Count: > 0 } && document.Paths is { Entries.Count: > 0 })
        {
            report.Add("security-none", "Nothing says how callers are known; define a security scheme, or security: [] where everybody may call.", root);
        }
    }

    private void CheckComponents()
    {
        foreach (var kind in ComponentKinds)
        {
            foreach (var entry in document.IsSwagger ? [] : document.Section(kind, kind)?.Entries ?? [])
            {
                if (!ComponentName().IsMatch(entry.Key.Value))
                {
                    report.Add("component-name", $"The name {Quoted(entry.Key.Value)} may have letters, digits, dots, hyphens and underscores only.", entry.Key, $"components/{kind}");
                }
            }
        }
    }

    private void CheckServers()
    {
        var root = document.Root;
        if (document.IsSwagger)
        {
            if (root.Texts("schemes").Contains("http", StringComparer.Ordinal) && !IsLocal(root.Words("host") ?? ""))
            {
                report.Add("server-insecure", "The API is offered by http; offer https only.", root["schemes"], "schemes");
            }
        }
        else if (!root.Items("servers").Any())
        {
            report.Add("server-missing", "No server is named; clients have to be told the address.", root, "servers");
        }

        foreach (var server in root.Items("servers").OfType<YamlMap>())
        {
            var url = server.Words("url");
            if (url is null)
            {
                report.Add("wrong-type", "A server needs a url.", server, "servers");
                continue;
            }

            if (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !IsLocal(url["http://".Length..]))
            {
                report.Add("server-insecure", $"The server {Quoted(url)} is reached by http; use https.", server["url"], "servers");
            }

            foreach (var name in Reading.ParameterReader.VariablesOf(url))
            {
                if (((server["variables"] as YamlMap)?[name] as YamlMap)?.Words("default") is null)
                {
                    report.Add("server-variable", $"The variable {Quoted(name)} of the server has no default.", server["url"], "servers");
                }
            }
        }
    }

    private void CheckSchemes()
    {
        foreach (var entry in document.SecuritySchemes?.Entries ?? [])
        {
            if (document.References.Map(entry.Value) is { } scheme && Missing(scheme) is { } missing)
            {
                report.Add("security-incomplete", $"The security scheme {Quoted(entry.Key.Value)} {missing}.", entry.Key, "securitySchemes");
            }
        }
    }

    private string? Missing(YamlMap scheme)
    {
        var flows = document.IsSwagger ? [] : scheme.Entries("flows").Where(flow => !flow.Key.Value.StartsWith("x-", StringComparison.Ordinal)).ToList();
        return scheme.Words("type") switch
        {
            "apiKey" when scheme.Words("name") is null => "needs the name of the header, query parameter or cookie",
            "apiKey" when scheme.Words("in") is not ("header" or "query" or "cookie") => "needs in: header, query or cookie",
            "http" when !document.IsSwagger => scheme.Words("scheme") is null ? "needs scheme: bearer, basic, …" : null,
            "oauth2" when document.IsSwagger => scheme.Words("flow") is null ? "needs a flow" : null,
            "oauth2" when flows.Count == 0 => "needs flows",
            "oauth2" when flows.Exists(flow => flow is { Key.Value: "clientCredentials" or "password" or "authorizationCode", Value: YamlMap shown } && shown.Words("tokenUrl") is null) => "needs a tokenUrl in its flow",
            "openIdConnect" when !document.IsSwagger => scheme.Words("openIdConnectUrl") is null ? "needs an openIdConnectUrl" : null,
            "apiKey" or "oauth2" => null,
            "basic" when document.IsSwagger => null,
            "mutualTLS" when document.Version == SpecVersion.OpenApi31 => null,
            var type => $"is of the type {Quoted(type)}, which this version does not know",
        };
    }

    private void CheckTags()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in document.Root.Items("tags").OfType<YamlMap>())
        {
            if (tag.Words("name") is { } name && !seen.Add(name))
            {
                report.Add("tag-duplicate", $"The tag {Quoted(name)} is declared twice; remove one.", tag["name"], "tags");
            }
        }
    }

    private static bool IsLocal(string host) => host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || host.StartsWith("127.", StringComparison.Ordinal) || host.StartsWith("[::1]", StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Za-z0-9._-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex ComponentName();
}
