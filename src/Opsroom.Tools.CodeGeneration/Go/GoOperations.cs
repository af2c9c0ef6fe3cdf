using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Go;

/// <param name="Type">In Go.</param>
/// <param name="Parameter">Null for the body.</param>
internal sealed record GoArgument(string Name, string Type, Parameter? Parameter);

/// <summary>Writes the operations of one group as methods: what is required are arguments, the rest is a struct.</summary>
internal sealed class GoOperations(ClientPlan plan, GoText text, GoModels models)
{
    private static readonly string[] Locals = ["api", "at", "body", "ctx", "each", "err", "following", "item", "items", "next", "params", "request", "result", "size"];

    public string Write(PlannedGroup group, string package)
    {
        var code = new GoWriter();
        code.Lines(GoText.Doc($"{group.Type}: {group.Group.Doc ?? $"operations on {group.Group.Name}."}"));
        using (code.Block($"type {group.Type} struct {{", "}"))
        {
            code.Line("transport *transport");
        }

        var names = plan.Names.Unique(NameKind.Method, group.Operations.SelectMany(each => new[] { each.Operation.Id, each.Operation.Id + " pages" }));
        for (var i = 0; i < group.Operations.Length; i++)
        {
            Write(code, group.Type, group.Operations[i], names[2 * i], names[(2 * i) + 1]);
        }

        return GoText.File(package, code.ToString(), ("context", "context"), ("json", "encoding/json"), ("time", "time"));
    }

    private void Write(GoWriter code, string type, PlannedOperation planned, string method, string pages)
    {
        var operation = planned.Operation;
        var names = plan.Names.Unique(NameKind.Parameter, operation.Parameters.Select(parameter => parameter.Name), Locals);
        var given = operation.Parameters.Select((parameter, i) => (parameter, Name: names[i])).Where(each => each.parameter.IsRequired)
            .Select(each => new GoArgument(each.Name, text.TypeOf(each.parameter.Type), each.parameter)).ToList();
        if (operation.Body is { } body)
        {
            var bodyType = body.Kind == BodyKind.Text ? "string" : text.TypeOf(body.Type);
            given.Add(new("body", body.IsRequired ? bodyType : GoText.Optional(bodyType), null));
        }

        var optional = operation.Parameters.Where(parameter => !parameter.IsRequired).ToList();
        var fields = plan.Names.Unique(NameKind.Member, optional.Select(parameter => parameter.Name));
        var options = optional.Count == 0 ? null : models.Claim(method + "Params");
        if (options is not null)
        {
            WriteParams(code, options, method, optional, fields);
        }

        var result = ResultOf(operation);
        var signature = string.Join(", ", given.Select(each => $"{each.Name} {each.Type}").Prepend("ctx context.Context").Concat(options is null ? [] : [$"params *{options}"]));
        code.Line().Lines(GoText.Doc($"{method}: {operation.Summary ?? $"{operation.Method} {operation.Path}."}", operation.Doc == operation.Summary ? null : operation.Doc)).Lines(GoText.Deprecated(operation.IsDeprecated));
        using (code.Block($"func (api *{type}) {method}({signature}) {(result is null ? "error" : $"({result}, error)")} {{", "}"))
        {
            WriteStart();
            code.Lines(Send(operation, result));
        }

        if (operation.Paging is { } paging)
        {
            WritePages(code, new(type, method, pages, operation, paging, given, options, name => given.Find(each => each.Parameter == name)?.Name ?? "next." + fields[optional.IndexOf(name)], WriteStart));
        }

        void WriteStart()
        {
            if (options is not null)
            {
                using (code.Block("if params == nil {", "}"))
                {
                    code.Line($"params = &{options}{{}}");
                }
            }

            WriteRequest(code, operation, name => given.Find(each => each.Parameter == name)?.Name ?? "params." + fields[optional.IndexOf(name)], given.Find(each => each.Parameter is null));
        }
    }

    private void WriteParams(GoWriter code, string name, string method, List<Parameter> optional, ImmutableArray<string> fields)
    {
        code.Line().Line($"// {name} are what {method} can be told.");
        using (code.Block($"type {name} struct {{", "}"))
        {
            code.Sections([.. optional.Select((parameter, i) => (
                (IReadOnlyList<string>)[.. GoText.Doc(parameter.Doc, parameter.Default is { } start ? $"Where it is left out: {start.ToJsonString()}." : null), .. GoText.Deprecated(parameter.IsDeprecated && parameter.Doc is not null)],
                (ImmutableArray<string>)[fields[i], GoText.Optional(text.TypeOf(parameter.Type))]))]);
        }
    }

    private void WriteRequest(GoWriter code, Operation operation, Func<Parameter, string> value, GoArgument? body)
    {
        code.Line($"request := newRequest({GoText.Literal(operation.Method)}, {PathOf(operation, value)})");
        if (operation.IsIdempotent)
        {
            code.Line("request.idempotent = true");
        }

        if (operation.Result is { } result)
        {
            code.Line($"request.accept = {GoText.Literal(result.MediaType)}");
        }

        if (!operation.Security.IsEmpty)
        {
            code.Line($"request.security = [][]string{{{string.Join(", ", operation.Security.Select(needed => $"{{{GoText.Texts(needed)}}}"))}}}");
        }

        if (operation.Server is { } server && server.StartsWith("http", StringComparison.Ordinal))
        {
            code.Line($"request.server = {GoText.Literal(server)}");
        }

        foreach (var parameter in operation.Parameters)
        {
            var (name, held) = (GoText.Literal(parameter.WireName), value(parameter));
            switch (parameter.Place)
            {
                case ParameterPlace.Query:
                    code.Line($"request.query({name}, {held}, {Style(parameter)}, {(parameter.Explode ? "true" : "false")}, {(parameter.AllowReserved ? "true" : "false")})");
                    break;
                case ParameterPlace.Header:
                    code.Line($"request.headerValue({name}, {held})");
                    break;
                case ParameterPlace.Cookie:
                    code.Line($"request.cookie({name}, {held})");
                    break;
            }
        }

        if (operation.Body is not null)
        {
            WriteBody(code, operation.Body, body!);
        }

        foreach (var error in operation.Errors.Where(error => error.Content is { Kind: BodyKind.Json }))
        {
            code.Line($"request.fail({GoText.Literal(error.Status)}, readAs[{text.TypeOf(error.Content!.Type)}])");
        }
    }

    private void WriteBody(GoWriter code, RequestBody body, GoArgument argument)
    {
        using (GoText.HasNil(argument.Type) && !body.IsRequired ? code.Block("if body != nil {", "}") : null)
        {
            var mediaType = GoText.Literal(body.MediaType);
            switch (body.Kind)
            {
                case BodyKind.Form:
                    code.Line("request.form(body)");
                    break;
                case BodyKind.Multipart:
                    var files = plan.Contract.Definition(body.Type) is ObjectType shape ? FilesOf(shape) : [];
                    code.Lines(files.Select(file => file.Call));
                    code.Line($"request.multipart({string.Join(", ", files.Select(file => GoText.Literal(file.WireName)).Prepend("body"))})");
                    break;
                case BodyKind.Text:
                    code.Line($"request.bytes([]byte({(argument.Type[0] == '*' ? "*body" : "body")}), {mediaType})");
                    break;
                case BodyKind.Binary:
                    code.Line($"request.bytes(body, {mediaType})");
                    break;
                default:
                    code.Line($"request.json(body, {mediaType})");
                    break;
            }
        }
    }

    private List<(string WireName, string Call)> FilesOf(ObjectType shape)
    {
        var members = plan.Names.Members(shape, plan.Types[shape.Name]);
        return [.. shape.Properties.Select((property, i) => (property, i)).Where(each => models.FieldOf(shape, each.property) is "[]byte" or "[][]byte" && IsBinary(each.property.Type))
            .Select(each => (each.property.WireName, $"request.file({GoText.Literal(each.property.WireName)}, body.{members[each.i]}{(plan.Contract.Resolve(each.property.Type) is ListRef ? "..." : "")})"))];
    }

    private bool IsBinary(TypeRef type) => plan.Contract.Resolve(type) switch
    {
        PrimitiveRef { Kind: Primitive.Binary } => true,
        ListRef list => plan.Contract.Resolve(list.Items) is PrimitiveRef { Kind: Primitive.Binary },
        _ => false,
    };

    private static IEnumerable<string> Send(Operation operation, string? result) => operation.Result?.Kind switch
    {
        null => ["_, err := api.transport.send(ctx, request)", "return err"],
        BodyKind.Text => ["result, err := api.transport.send(ctx, request)", "return string(result), err"],
        BodyKind.Binary => ["return api.transport.send(ctx, request)"],
        _ => [$"return sendJSON[{result}](ctx, api.transport, request)"],
    };

    private string? ResultOf(Operation operation) => operation.Result switch
    {
        null => null,
        { Kind: BodyKind.Text } => "string",
        { Kind: BodyKind.Binary } => "[]byte",
        { MayBeEmpty: true } result => GoText.Optional(text.TypeOf(result.Type)),
        var result => plan.Contract.Definition(result.Type) is ObjectType or UnionType ? GoText.Optional(text.TypeOf(result.Type)) : text.TypeOf(result.Type),
    };

    private void WritePages(GoWriter code, GoPaging page) => new GoPages(plan, text, models).Write(code, page, ResultOf(page.Operation)!);

    private static string Style(Parameter parameter) => GoText.Literal(Words.Camel(parameter.Style.ToString(), ""));

    /// <summary>gofmt closes the gaps around operators between arguments.</summary>
    private static string PathOf(Operation operation, Func<Parameter, string> value) => string.Join("+", PathPiece.Of(operation).Select(piece => piece.Parameter is { } parameter
        ? $"pathValue({value(parameter)}, {GoText.Literal(parameter.WireName)}, {Style(parameter)}, {(parameter.Explode ? "true" : "false")})"
        : GoText.Literal(piece.Text)));
}
