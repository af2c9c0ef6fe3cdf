using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.CodeGeneration.OpenApi.Checking.SpecReport;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Judges operations: ids, parameters, bodies, responses, tags and security.</summary>
internal sealed class OperationCheck(SpecDocument document, SpecReport report, SchemaCheck schemas)
{
    private static readonly string[] IgnoredHeaders = ["accept", "content-type", "authorization"];

    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> tags = [.. document.Root.Items("tags").OfType<YamlMap>().Select(tag => tag.Words("name")).OfType<string>()];

    /// <summary>How many operations were seen.</summary>
    public int Count { get; private set; }

    public void Check(string template, YamlMap path)
    {
        CheckParameters(path.Items("parameters"), template);
        foreach (var entry in path.Entries.Where(entry => SpecDocument.Methods.Contains(entry.Key.Value, StringComparer.Ordinal)))
        {
            if (entry.Value is YamlMap operation)
            {
                Count++;
                CheckOne(template, path, entry.Key, operation);
            }
            else
            {
                report.Add("wrong-type", $"{entry.Key.Value} {template} must be a mapping.", entry.Value, template);
            }
        }
    }

    /// <summary>What the whole description asks for.</summary>
    public void CheckSecurity(YamlNode? security, string path)
    {
        foreach (var need in (security as YamlList)?.Items.OfType<YamlMap>().SelectMany(need => need.Entries) ?? [])
        {
            if (document.SecuritySchemes?[need.Key.Value] is not { } scheme)
            {
                report.Add("security-undefined", $"The security scheme {Quoted(need.Key.Value)} is not defined.", need.Key, path);
            }
            else if (need.Value is YamlList { Items.Count: > 0 } scopes && document.References.Map(scheme) is { } defined && defined.Words("type") == "oauth2")
            {
                var known = (document.IsSwagger ? defined.Entries("scopes") : defined.Entries("flows").Select(flow => flow.Value).OfType<YamlMap>().SelectMany(flow => flow.Entries("scopes"))).Select(scope => scope.Key.Value).ToHashSet(StringComparer.Ordinal);
                foreach (var scope in scopes.Items.Where(scope => !known.Contains(scope.Text ?? "")))
                {
                    report.Add("security-scope-unknown", $"The scope {Quoted(scope.Text)} is not defined by {Quoted(need.Key.Value)}.", scope, path);
                }
            }
        }
    }

    private void CheckOne(string template, YamlMap path, YamlScalar method, YamlMap operation)
    {
        var place = $"{method.Value.ToUpperInvariant()} {template}";
        FieldNames.Check(report, operation, FieldNames.Operation, place);
        CheckId(operation, method, place);
        CheckParameters(operation.Items("parameters"), place);
        CheckTemplate(template, path, operation, method, place);
        CheckBody(method, operation, place);
        CheckResponses(method, operation, place);
        CheckSecurity(operation["security"], place);
        if (operation.Words("summary") is null && operation.Words("description") is null)
        {
            report.Add("operation-summary-missing", $"{place} has neither summary nor description.", method, place);
        }

        if (!operation.Items("tags").Any())
        {
            report.Add("operation-tag-missing", $"{place} has no tag.", method, place);
        }

        foreach (var tag in operation.Items("tags").Where(tag => tags.Count > 0 && !tags.Contains(tag.Text ?? "")))
        {
            report.Add("tag-undeclared", $"The tag {Quoted(tag.Text)} is not declared in tags.", tag, place);
        }
    }

    private void CheckId(YamlMap operation, YamlScalar method, string place)
    {
        if (operation.Words("operationId") is not { } id)
        {
            report.Add("operation-id-missing", $"{place} has no operationId; clients name their methods by it.", method, place);
        }
        else if (!ids.TryAdd(id, place))
        {
            report.Add("operation-id-duplicate", $"The operationId {Quoted(id)} is that of {ids[id]} already.", operation["operationId"], place);
        }
    }

    private void CheckParameters(IEnumerable<YamlNode> parameters, string place)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var node in parameters)
        {
            if (document.References.Map(node) is not { } parameter)
            {
                continue;
            }

            var (name, at) = (parameter.Words("name"), parameter.Words("in"));
            var isKnown = document.IsSwagger ? at is "path" or "query" or "header" or "body" or "formData" : at is "path" or "query" or "header" or "cookie";
            if (name is null || !isKnown)
            {
                report.Add("parameter-incomplete", $"A parameter needs a name, and in: {(document.IsSwagger ? "path, query, header, formData or body" : "path, query, header or cookie")}.", node, place);
                continue;
            }

            if (!seen.Add((name, at!)))
            {
                report.Add("parameter-duplicate", $"The {at} parameter {Quoted(name)} stands twice.", node, place);
            }

            CheckParameter(parameter, node, name, at!, place);
        }
    }

    private void CheckParameter(YamlMap parameter, YamlNode node, string name, string at, string place)
    {
        if (at == "path" && !parameter.IsTrue("required"))
        {
            report.Add("path-parameter-required", $"The path parameter {Quoted(name)} must have required: true.", node, place);
        }

        if (at == "header" && IgnoredHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            report.Add("parameter-ignored", $"The header {Quoted(name)} is ignored as a parameter; describe it by content types and security.", node, place);
        }

        if (parameter.Words("description") is null)
        {
            report.Add("parameter-description-missing", $"The parameter {Quoted(name)} has no description.", node, place);
        }

        var hasShape = document.IsSwagger ? at == "body" ? parameter.Has("schema") : parameter.Has("type") : parameter.Has("schema") || parameter["content"] is YamlMap { Entries.Count: > 0 };
        if (!hasShape)
        {
            report.Add("parameter-schema-missing", $"The parameter {Quoted(name)} does not say what it is: give it a {(document.IsSwagger && at != "body" ? "type" : "schema")}.", node, place);
        }

        schemas.Check(parameter["schema"] ?? (document.IsSwagger ? parameter : null), place);
        schemas.CheckContent(parameter["content"], place);
        schemas.CheckExamples(parameter, parameter["schema"], place);
    }

    private void CheckTemplate(string template, YamlMap path, YamlMap operation, YamlScalar method, string place)
    {
        var nodes = operation.Items("parameters").Concat(path.Items("parameters")).ToList();
        if (nodes.Exists(node => document.References.Resolve(node).Fault != ReferenceFault.None))
        {
            // what a broken reference would have declared is not known
            return;
        }

        var declared = nodes.Select(node => (Node: node, Parameter: document.References.Map(node))).Where(each => each.Parameter?.Words("in") == "path").ToList();
        var named = ParameterReader.VariablesOf(template).ToHashSet(StringComparer.Ordinal);
        foreach (var name in named.Where(name => !declared.Exists(each => each.Parameter!.Words("name") == name)))
        {
            report.Add("path-parameter-undeclared", $"{place} has {{{OutsideText.OneLine(name, 60)}}} in its path, but no path parameter of that name.", method, place);
        }

        foreach (var (node, parameter) in declared.Where(each => each.Parameter!.Words("name") is { } name && !named.Contains(name)))
        {
            report.Add("path-parameter-unknown", $"The path parameter {Quoted(parameter!.Words("name"))} does not stand in the path {template}.", node, place);
        }
    }

    private void CheckBody(YamlScalar method, YamlMap operation, string place)
    {
        var kinds = operation.Items("parameters").Select(node => document.References.Map(node)?.Words("in")).ToList();
        var hasBody = document.IsSwagger ? kinds.Exists(kind => kind is "body" or "formData") : operation.Has("requestBody");
        if (hasBody && method.Value is "get" or "head" or "delete" && hasBody)
        {
            report.Add("body-not-expected", $"{place} has a body; many clients, proxies and servers drop it there.", operation["requestBody"] ?? method, place);
        }

        if (document.IsSwagger && (kinds.Count(kind => kind == "body") > 1 || (kinds.Contains("body") && kinds.Contains("formData"))))
        {
            report.Add("body-duplicate", $"{place} has more than one body.", operation["parameters"], place);
        }

        if (document.References.Map(operation["requestBody"]) is { } body)
        {
            if (body["content"] is not YamlMap)
            {
                report.Add("wrong-type", "A requestBody needs content, a mapping of media types.", body, place);
            }

            schemas.CheckContent(body["content"], place);
        }
    }

    private void CheckResponses(YamlScalar method, YamlMap operation, string place)
    {
        if (operation["responses"] is not YamlMap { Entries.Count: > 0 } responses)
        {
            if (document.Version != SpecVersion.OpenApi31 || operation.Has("responses"))
            {
                report.Add("responses-missing", $"{place} has no responses.", operation["responses"] ?? method, place);
            }

            return;
        }

        var statuses = responses.Entries.Where(entry => !entry.Key.Value.StartsWith("x-", StringComparison.Ordinal)).ToList();
        foreach (var (key, value) in statuses)
        {
            var isRange = key.Value is [>= '1' and <= '5', 'X', 'X'] && !document.IsSwagger;
            if (key.Value != "default" && !isRange && key.Value is not [>= '1' and <= '5', >= '0' and <= '9', >= '0' and <= '9'])
            {
                report.Add("response-status", $"{Quoted(key.Value)} is no status, no class such as 4XX, and not default.", key, place);
            }

            if (document.References.Map(value) is { } response)
            {
                CheckResponse(response, key, place);
            }
        }

        if (!statuses.Exists(entry => entry.Key.Value is "default" or ['1' or '2' or '3', ..]))
        {
            report.Add("success-missing", $"{place} documents no success.", responses, place);
        }

        if (!statuses.Exists(entry => entry.Key.Value is "default" or ['4', ..]))
        {
            report.Add("client-errors-missing", $"{place} documents no 4xx response; say what callers may do wrong.", responses, place);
        }
    }

    private void CheckResponse(YamlMap response, YamlScalar key, string place)
    {
        FieldNames.Check(report, response, FieldNames.Response, place);
        if (!response.Has("description"))
        {
            report.Add("response-description-missing", $"The response {key.Value} needs a description.", key, place);
        }

        schemas.Check(response["schema"], place);
        schemas.CheckContent(response["content"], place);
        foreach (var header in response.Entries("headers"))
        {
            schemas.Check(document.References.Map(header.Value)?["schema"], place);
        }
    }
}
