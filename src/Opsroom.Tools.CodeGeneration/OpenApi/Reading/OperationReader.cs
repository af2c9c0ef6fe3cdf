using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Reads the operations of a description into groups.</summary>
internal sealed class OperationReader(SpecDocument document, SchemaReader schemas, TypeTable table, SecurityReader security, ReadingNotes notes)
{
    /// <summary>Operations of the largest contract that code is written for.</summary>
    public const int MaxOperations = 5_000;

    private readonly ParameterReader parameters = new(document, schemas, notes);
    private readonly BodyReader bodies = new(document, schemas, table, notes);
    private readonly NameScope ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly OrderedDictionary<string, (string Name, List<Operation> Operations)> groups = new(StringComparer.OrdinalIgnoreCase);
    private int count;

    public ImmutableArray<OperationGroup> Read()
    {
        foreach (var entry in document.Paths?.Entries ?? [])
        {
            if (document.References.Map(entry.Value) is { } path && entry.Key.Value.StartsWith('/'))
            {
                ReadPath(entry.Key.Value, path);
            }
        }

        var docs = document.Root.Items("tags").OfType<YamlMap>().Where(tag => tag.Words("name") is not null)
            .DistinctBy(tag => tag.Words("name"), StringComparer.Ordinal).ToDictionary(tag => tag.Words("name")!, tag => tag.Words("description"), StringComparer.Ordinal);
        return [.. groups.Values.Select(group => new OperationGroup(group.Name, [.. group.Operations]) { Doc = docs.GetValueOrDefault(group.Name) })];
    }

    private void ReadPath(string template, YamlMap path)
    {
        foreach (var entry in path.Entries)
        {
            if (SpecDocument.Methods.Contains(entry.Key.Value, StringComparer.Ordinal) && entry.Value is YamlMap operation)
            {
                if (++count == MaxOperations + 1)
                {
                    notes.Fail("too-many-operations", $"The description has more than {MaxOperations:N0} operations; split it.", operation);
                }

                if (count > MaxOperations)
                {
                    return;
                }

                Add(template, path, entry.Key.Value, operation);
            }
        }
    }

    private void Add(string template, YamlMap path, string method, YamlMap operation)
    {
        var given = operation.Words("operationId");
        var wanted = Words.Camel(given ?? $"{method} {ByVariables(template)}", "call");
        var id = ids.Take(wanted);
        if (given is not null && id != wanted)
        {
            notes.Warn("operation-id-duplicate", $"The operationId \"{OutsideText.OneLine(given, 80)}\" stands twice; this one becomes {id}.", operation);
        }

        var found = parameters.Find(path, operation);
        var responses = Responses(operation, id);
        var made = new Operation(id, method.ToUpperInvariant(), template)
        {
            Summary = operation.Words("summary"),
            Doc = operation.Words("description"),
            IsDeprecated = operation.IsTrue("deprecated"),
            Parameters = parameters.Read(template, found, id),
            Body = bodies.Request(operation, found, id),
            Result = responses.Result,
            SuccessStatuses = responses.Success,
            Errors = responses.Errors,
            Security = security.Needed(operation),
            IsIdempotent = method is not ("post" or "patch") || found.Exists(parameter => parameter.Words("name")?.Contains("idempotency", StringComparison.OrdinalIgnoreCase) == true),
            Server = (operation["servers"] ?? path["servers"]) is YamlList { Items: [YamlMap server, ..] } ? Servers.UrlOf(server) : null,
        };
        GroupOf(template, operation).Add(made);
    }

    private List<Operation> GroupOf(string template, YamlMap operation)
    {
        var name = operation.Items("tags").FirstOrDefault()?.Text is { } tag && Words.Of(tag).Length > 0 ? tag : FirstWord(template);
        var key = Words.Pascal(name, "Group");
        if (!groups.TryGetValue(key, out var group))
        {
            groups[key] = group = (name, []);
        }

        return group.Operations;
    }

    /// <summary>The first part of a path that says what it is about, not which version.</summary>
    private static string FirstWord(string template) =>
        template.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(part =>
            !part.Contains('{', StringComparison.Ordinal) && part is not ("api" or "rest") && !(part[0] is 'v' && part.Skip(1).All(letter => char.IsAsciiDigit(letter) || letter == '.')) && Words.Of(part).Length > 0) ?? "root";

    private static string ByVariables(string template) => template.Replace("{", "by ", StringComparison.Ordinal).Replace('}', ' ');

    private (ResponseContent? Result, ImmutableArray<string> Success, ImmutableArray<ErrorResponse> Errors) Responses(YamlMap operation, string id)
    {
        var all = new List<(string Status, YamlMap Response)>();
        foreach (var entry in operation.Entries("responses"))
        {
            var referred = document.References.Resolve(entry.Value);
            if (referred.Fault != ReferenceFault.None)
            {
                notes.Unresolved(referred, entry.Value);
            }
            else if (referred.Node is YamlMap response && (entry.Key.Value == "default" || entry.Key.Value is [>= '1' and <= '5', _, _]))
            {
                all.Add((entry.Key.Value == "default" ? "default" : entry.Key.Value.ToUpperInvariant(), response));
            }
        }

        var success = all.Where(each => each.Status[0] == '2').ToList();
        if (success.Count == 0)
        {
            success = [.. all.Where(each => each.Status == "default")];
        }

        var contents = success.Select(each => bodies.Response(each.Response, operation, success.Count == 1 ? $"{id} response" : $"{id} response {each.Status}")).ToList();
        var errors = all.Except(success).Where(each => each.Status[0] is '4' or '5' or 'd')
            .OrderBy(each => each.Status == "default" ? 2 : each.Status.EndsWith("XX", StringComparison.Ordinal) ? 1 : 0)
            .Select(each => new ErrorResponse(each.Status, bodies.Response(each.Response, operation, $"{id} error {each.Status}"), each.Response.Words("description")));
        var headers = success.SelectMany(each => each.Response.Entries("headers")).Select(entry => entry.Key.Value).Distinct(StringComparer.OrdinalIgnoreCase);
        var result = Union(contents, id);
        return (result is null ? null : result with { Headers = [.. headers] }, [.. success.Select(each => each.Status)], [.. errors]);
    }

    private ResponseContent? Union(List<ResponseContent?> contents, string id)
    {
        var given = contents.OfType<ResponseContent>().ToList();
        if (given is not [var first, ..])
        {
            return null;
        }

        first = first with { MayBeEmpty = given.Count < contents.Count };
        var types = given.Where(content => content.Kind == first.Kind).Select(content => content.Type with { IsNullable = false }).Distinct().ToList();
        if (first.Kind != BodyKind.Json || types.Count == 1)
        {
            return first;
        }

        var name = table.Claim($"{id} result");
        table.Add(new UnionType(name, [.. types.Select(type => new UnionMember(type, []))]));
        return first with { Type = new NamedRef(name) };
    }
}
