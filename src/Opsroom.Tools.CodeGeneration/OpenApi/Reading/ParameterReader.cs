using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Reads the parameters of an operation, those of its path included.</summary>
internal sealed partial class ParameterReader(SpecDocument document, SchemaReader schemas, ReadingNotes notes)
{
    /// <summary>Headers that have a place of their own in a description; as parameters they are to be ignored.</summary>
    private static readonly string[] IgnoredHeaders = ["accept", "content-type", "authorization"];

    /// <summary>The parameter objects of an operation: its own, then those of the path that it does not replace, references resolved.</summary>
    public List<YamlMap> Find(YamlMap path, YamlMap operation)
    {
        var found = new List<YamlMap>();
        var seen = new HashSet<(string?, string?)>();
        foreach (var node in operation.Items("parameters").Concat(path.Items("parameters")))
        {
            var referred = document.References.Resolve(node);
            if (referred.Fault != ReferenceFault.None)
            {
                notes.Unresolved(referred, node);
            }
            else if (referred.Node is YamlMap parameter && seen.Add((parameter.Words("name"), parameter.Words("in"))))
            {
                found.Add(parameter);
            }
        }

        return found;
    }

    /// <summary>Path parameters in the order of the template, then the others in the order in which they are written.</summary>
    public ImmutableArray<Parameter> Read(string template, List<YamlMap> found, string operationId)
    {
        var byPlace = found.Select(node => (Node: node, Place: PlaceOf(node))).Where(each => each.Place is not null && each.Node.Words("name") is not null)
            .Where(each => each.Place != ParameterPlace.Header || !IgnoredHeaders.Contains(each.Node.Words("name")!, StringComparer.OrdinalIgnoreCase)).ToList();
        var names = new NameScope(StringComparer.OrdinalIgnoreCase, ["body"]);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var parameters = ImmutableArray.CreateBuilder<Parameter>();
        foreach (var name in VariablesOf(template))
        {
            var node = byPlace.Find(each => each.Place == ParameterPlace.Path && each.Node.Words("name") == name).Node;
            if (node is null)
            {
                notes.Warn("path-parameter-missing", $"The path {template} has {{{name}}}, but no parameter describes it; a text is taken.", null);
            }

            seen.Add(Words.Camel(name, "value"));
            parameters.Add(Make(node, name, ParameterPlace.Path, names.Take(Words.Camel(name, "value")), operationId) with { IsRequired = true });
        }

        foreach (var (node, place) in byPlace.Where(each => each.Place != ParameterPlace.Path))
        {
            var wireName = node.Words("name")!;
            var name = Words.Camel(wireName, "value");
            var isTaken = !seen.Add(name);
            parameters.Add(Make(node, wireName, place!.Value, names.Take(isTaken ? Words.Camel($"{place} {wireName}", "value") : name), operationId));
        }

        return parameters.ToImmutable();
    }

    /// <summary>The names in braces of a path, each once.</summary>
    public static IEnumerable<string> VariablesOf(string template) => Variable().Matches(template).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);

    private Parameter Make(YamlMap? node, string wireName, ParameterPlace place, string name, string operationId)
    {
        if (node is null)
        {
            return new(name, wireName, place, TypeRef.Text, true);
        }

        var content = node["content"] as YamlMap;
        var schema = content is { Entries: [{ Value: YamlMap media }, ..] } ? media["schema"] : document.IsSwagger ? node : node["schema"];
        var style = StyleOf(node, place, content is not null);
        var type = schemas.Read(schema, $"{operationId} {wireName}");
        return new(name, wireName, place, type, node.IsTrue("required"))
        {
            Style = style,
            Explode = document.IsSwagger ? node.Words("collectionFormat") == "multi" : node.Has("explode") ? node.IsTrue("explode") : style is ParameterStyle.Form or ParameterStyle.DeepObject,
            AllowReserved = node.IsTrue("allowReserved"),
            Default = (schema as YamlMap)?["default"] is YamlScalar { Kind: not ScalarKind.Null } value ? value.ToJson() : null,
            Doc = node.Words("description"),
            IsDeprecated = node.IsTrue("deprecated"),
        };
    }

    private ParameterStyle StyleOf(YamlMap node, ParameterPlace place, bool isJson)
    {
        if (isJson)
        {
            return ParameterStyle.Json;
        }

        var usual = place is ParameterPlace.Query or ParameterPlace.Cookie ? ParameterStyle.Form : ParameterStyle.Simple;
        return (document.IsSwagger ? node.Words("collectionFormat") : node.Words("style")) switch
        {
            "label" => ParameterStyle.Label,
            "matrix" => ParameterStyle.Matrix,
            "form" => ParameterStyle.Form,
            "simple" => ParameterStyle.Simple,
            "spaceDelimited" or "ssv" => ParameterStyle.SpaceDelimited,
            "pipeDelimited" or "pipes" => ParameterStyle.PipeDelimited,
            "deepObject" => ParameterStyle.DeepObject,
            _ => usual,
        };
    }

    private static ParameterPlace? PlaceOf(YamlMap parameter) => parameter.Words("in") switch
    {
        "path" => ParameterPlace.Path,
        "query" => ParameterPlace.Query,
        "header" => ParameterPlace.Header,
        "cookie" => ParameterPlace.Cookie,
        _ => null,
    };

    [GeneratedRegex(@"\{(?<name>[^{}]+)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
