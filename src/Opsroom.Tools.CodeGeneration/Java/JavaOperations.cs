using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Java;

/// <param name="Parameter">Null for the body.</param>
internal sealed record JavaArgument(string Name, string Type, Parameter? Parameter);

/// <summary>Writes the operations of one group as a class: what is required are arguments, the rest is an object of its own.</summary>
internal sealed class JavaOperations(ClientPlan plan, string package)
{
    private static readonly string[] Locals = ["at", "body", "next", "params", "request", "result", "transport"];

    private readonly JavaText text = new(plan);

    public GeneratedFile Write(PlannedGroup group)
    {
        var code = new CodeWriter(4);
        code.Lines(JavaText.Doc(group.Group.Doc ?? $"Operations on {group.Group.Name}."));
        using (code.Block($"public final class {group.Type} {{", "}"))
        {
            code.Line("private final Transport transport;").Line();
            using (code.Block($"{group.Type}(Transport transport) {{", "}"))
            {
                code.Line("this.transport = transport;");
            }

            var methods = Methods(plan, group);
            var classes = plan.Names.Unique(NameKind.Type, group.Operations.Select(each => each.Operation.Id + " params"), [.. plan.Types.Values, group.Type, plan.ClientType, .. JavaClient.RuntimeNames]);
            for (var i = 0; i < group.Operations.Length; i++)
            {
                Write(code, group.Operations[i].Operation, methods[2 * i], methods[(2 * i) + 1], classes[i]);
            }
        }

        return new($"{group.Type}.java", JavaText.File(package, code.ToString()));
    }

    /// <summary>Names of the methods of a group: of each operation its own and that of its pages.</summary>
    public static ImmutableArray<string> Methods(ClientPlan plan, PlannedGroup group) =>
        plan.Names.Unique(NameKind.Method, group.Operations.SelectMany(each => new[] { each.Operation.Id, each.Operation.Id + " pages" }), ReservedNames.JavaMembers);

    private void Write(CodeWriter code, Operation operation, string method, string pages, string options)
    {
        var names = plan.Names.Unique(NameKind.Parameter, operation.Parameters.Select(parameter => parameter.Name), Locals);
        var given = operation.Parameters.Select((parameter, i) => (parameter, Name: names[i])).Where(each => each.parameter.IsRequired)
            .Select(each => new JavaArgument(each.Name, text.TypeOf(each.parameter.Type, isBoxed: false), each.parameter)).ToList();
        if (operation.Body is { } body)
        {
            given.Add(new("body", body.Kind == BodyKind.Text ? "String" : text.TypeOf(body.Type), null));
        }

        var optional = operation.Parameters.Where(parameter => !parameter.IsRequired).ToList();
        var fields = plan.Names.Unique(NameKind.Member, optional.Select(parameter => parameter.Name), [.. ReservedNames.JavaMembers, "copy"]);
        var result = ResultOf(operation);
        string[] told = [.. given.Select(each => $"{each.Name}: {DocText.FirstLine(each.Parameter is null ? operation.Body!.Doc : each.Parameter.Doc) ?? (each.Parameter is null ? "the body." : $"the parameter {each.Parameter.WireName}.")}")];
        var doc = JavaText.Doc([operation.Summary ?? $"{operation.Method} {operation.Path}", operation.Doc == operation.Summary ? null : operation.Doc, .. told, operation.IsDeprecated ? "Deprecated." : null]).ToList();
        if (optional.Count > 0)
        {
            WriteParams(code, options, method, optional, fields);
            code.Line().Lines(doc);
            using (code.Block($"public {result ?? "void"} {method}({string.Join(", ", given.Select(each => $"{each.Type} {each.Name}"))}) {{", "}"))
            {
                code.Line($"{(result is null ? "" : "return ")}{method}({string.Join(", ", given.Select(each => each.Name).Append($"new {options}()"))});");
            }
        }

        code.Line().Lines(doc);
        var signature = string.Join(", ", given.Select(each => $"{each.Type} {each.Name}").Concat(optional.Count > 0 ? [$"{options} params"] : []));
        using (code.Block($"public {result ?? "void"} {method}({signature}) {{", "}"))
        {
            WriteRequest(code, operation, parameter => given.Find(each => each.Parameter == parameter)?.Name ?? "params." + fields[optional.IndexOf(parameter)]);
            code.Line(operation.Result?.Kind switch
            {
                null => "transport.sendForBytes(request);",
                BodyKind.Text => "return transport.sendForText(request);",
                BodyKind.Binary => "return transport.sendForBytes(request);",
                _ => $"return transport.send(request, {text.ReaderOf(operation.Result.Type)});",
            });
        }

        if (operation.Paging is { } paging)
        {
            WritePages(code, operation, paging, method, pages, signature, given, optional.Count == 0 ? null : options, parameter => fields[optional.IndexOf(parameter)]);
        }
    }

    private void WriteParams(CodeWriter code, string name, string method, List<Parameter> optional, ImmutableArray<string> fields)
    {
        code.Line().Line($"/** What {{@link #{method}}} can be told. */");
        using (code.Block($"public static final class {name} {{", "}"))
        {
            code.Lines(optional.Select((parameter, i) => $"private {text.TypeOf(parameter.Type)} {fields[i]};"));
            for (var i = 0; i < fields.Length; i++)
            {
                code.Line().Lines(JavaText.Doc(optional[i].Doc, optional[i].Default is { } start ? $"Where it is left out: {start.ToJsonString()}." : null));
                using (code.Block($"public {name} {fields[i]}({text.TypeOf(optional[i].Type)} value) {{", "}"))
                {
                    code.Line($"this.{fields[i]} = value;").Line("return this;");
                }
            }

            code.Line();
            using (code.Block($"private {name} copy() {{", "}"))
            {
                code.Line($"{name} made = new {name}();").Lines(fields.Select(field => $"made.{field} = this.{field};")).Line("return made;");
            }
        }
    }

    private void WriteRequest(CodeWriter code, Operation operation, Func<Parameter, string> value)
    {
        code.Line($"ApiRequest request = new ApiRequest({JavaText.Literal(operation.Method)}, {PathOf(operation, value)});");
        if (operation.IsIdempotent)
        {
            code.Line("request.isIdempotent = true;");
        }

        if (operation.Result is { } result)
        {
            code.Line($"request.accept = {JavaText.Literal(result.MediaType)};");
        }

        if (!operation.Security.IsEmpty)
        {
            code.Line($"request.security = List.of({string.Join(", ", operation.Security.Select(needed => needed.IsEmpty ? "List.<String>of()" : $"List.of({JavaText.Texts(needed)})"))});");
        }

        if (operation.Server is { } server && server.StartsWith("http", StringComparison.Ordinal))
        {
            code.Line($"request.server = {JavaText.Literal(server)};");
        }

        foreach (var parameter in operation.Parameters)
        {
            var (name, held) = (JavaText.Literal(parameter.WireName), value(parameter));
            switch (parameter.Place)
            {
                case ParameterPlace.Query:
                    code.Line($"request.query({name}, {held}, {Style(parameter)}, {(parameter.Explode ? "true" : "false")}, {(parameter.AllowReserved ? "true" : "false")});");
                    break;
                case ParameterPlace.Header:
                    code.Line($"request.header({name}, {held});");
                    break;
                case ParameterPlace.Cookie:
                    code.Line($"request.cookie({name}, {held});");
                    break;
            }
        }

        if (operation.Body is { } body)
        {
            using (body.IsRequired ? null : code.Block("if (body != null) {", "}"))
            {
                code.Lines(Body(body));
            }
        }

        foreach (var error in operation.Errors.Where(error => error.Content is { Kind: BodyKind.Json }))
        {
            code.Line($"request.fail({JavaText.Literal(error.Status)}, {text.ReaderOf(error.Content!.Type)});");
        }
    }

    private IEnumerable<string> Body(RequestBody body)
    {
        var mediaType = JavaText.Literal(body.MediaType);
        switch (body.Kind)
        {
            case BodyKind.Form:
                return ["request.form(body);"];
            case BodyKind.Multipart:
                if (plan.Contract.Definition(body.Type) is not ObjectType shape)
                {
                    return ["request.multipart(body, java.util.Set.of());"];
                }

                var members = plan.Names.Members(shape, plan.Types[shape.Name]);
                var files = shape.Properties.Select((property, i) => (property, Member: members[i], IsList: plan.Contract.Resolve(property.Type) is ListRef)).Where(each => IsBinary(each.property.Type)).ToList();
                return [.. files.Select(each => $"request.{(each.IsList ? "files" : "file")}({JavaText.Literal(each.property.WireName)}, body.{each.Member}());"),
                    $"request.multipart(body, java.util.Set.of({JavaText.Texts(files.Select(each => each.property.WireName))}));"];
            case BodyKind.Text:
                return [$"request.text(body, {mediaType});"];
            case BodyKind.Binary:
                return [$"request.bytes(body, {mediaType});"];
            default:
                return [$"request.json(body, {mediaType});"];
        }
    }

    private bool IsBinary(TypeRef type) => plan.Contract.Resolve(type) switch
    {
        PrimitiveRef { Kind: Primitive.Binary } => true,
        ListRef list => plan.Contract.Resolve(list.Items) is PrimitiveRef { Kind: Primitive.Binary },
        _ => false,
    };

    private void WritePages(
        CodeWriter code, Operation operation, Paging paging, string method, string pages, string signature, List<JavaArgument> given, string? options, Func<Parameter, string> field)
    {
        code.Line().Line($"/** Every item that {{@link #{method}}} lists, each page asked for when it is reached. */");
        using (code.Block($"public Iterable<{text.TypeOf(paging.Item)}> {pages}({signature}) {{", "}"))
        {
            if (paging.Kind != PagingKind.Header)
            {
                WriteLoop(code, operation, paging, method, given, options, field);
                return;
            }

            WriteRequest(code, operation, parameter => given.Find(each => each.Parameter == parameter)?.Name ?? "params." + field(parameter));
            var told = operation.Parameters.FirstOrDefault(parameter => parameter.Name == paging.Parameter) is { } moving ? JavaText.Literal(moving.WireName) : "null";
            var items = paging.Items is null ? "result" : $"result.{Member((ObjectType)plan.Contract.Definition(operation.Result!.Type)!, paging.Items)}()";
            code.Line($"return Pages.told(request, at -> transport.sendForPage(at, {JavaText.Literal(paging.Next!)}, {told}, {text.ReaderOf(operation.Result!.Type)}, result -> {items}));");
        }
    }

    private void WriteLoop(CodeWriter code, Operation operation, Paging paging, string method, List<JavaArgument> given, string? options, Func<Parameter, string> field)
    {
        var moving = operation.Parameters.First(parameter => parameter.Name == paging.Parameter);
        var own = given.Find(each => each.Parameter == moving);
        var isSmall = plan.Contract.Resolve(moving.Type) is PrimitiveRef { Kind: Primitive.Int32 };
        var position = paging.Kind == PagingKind.Cursor ? "at" : isSmall ? "(int) at" : "at";
        var call = $"{method}({string.Join(", ", given.Select(each => each == own ? position : each.Name).Concat(options is null ? [] : ["next"]))})";
        var held = own?.Name ?? "params." + field(moving);
        var start = paging.Kind == PagingKind.Cursor ? held
            : own is not null ? held : $"{held} == null ? {(paging.Kind == PagingKind.Page ? paging.First : 0).ToString(CultureInfo.InvariantCulture)}L : {held}";
        using (code.Block(paging.Kind == PagingKind.Cursor ? $"return Pages.cursor({start}, at -> {{" : $"return Pages.counted({start}, {(paging.Kind == PagingKind.Page ? "true" : "false")}, {Size(operation, paging, given, field)}, at -> {{", "});"))
        {
            if (options is not null)
            {
                code.Line($"{options} next = params.copy();");
            }

            if (own is null)
            {
                code.Line($"next.{field(moving)} = {position};");
            }

            code.Line($"{ResultOf(operation)} result = {call};");
            var shape = plan.Contract.Definition(operation.Result!.Type) as ObjectType;
            var items = paging.Items is null ? "result" : $"result.{Member(shape!, paging.Items)}()";
            code.Line(paging.Kind == PagingKind.Cursor
                ? $"return result == null ? new Pages.Part<>(null, null) : new Pages.Part<>({items}, result.{Member(shape!, paging.Next!)}());"
                : paging.Items is null ? "return result;" : $"return result == null ? null : {items};");
        }
    }

    private static string Size(Operation operation, Paging paging, List<JavaArgument> given, Func<Parameter, string> field)
    {
        if (paging.Size is not { } named)
        {
            return "1";
        }

        var size = operation.Parameters.First(parameter => parameter.Name == named);
        return given.Find(each => each.Parameter == size) is { } own ? own.Name : $"params.{field(size)} == null ? 1L : params.{field(size)}";
    }

    private string Member(ObjectType shape, string property) =>
        plan.Names.Members(shape, plan.Types[shape.Name])[shape.Properties.IndexOf(shape.Properties.First(each => each.WireName == property))];

    private string? ResultOf(Operation operation) => operation.Result switch
    {
        null => null,
        { Kind: BodyKind.Text } => "String",
        { Kind: BodyKind.Binary } => "byte[]",
        var result => text.TypeOf(result.Type),
    };

    private static string Style(Parameter parameter) => JavaText.Literal(Words.Camel(parameter.Style.ToString(), ""));

    private static string PathOf(Operation operation, Func<Parameter, string> value) => string.Join(" + ", PathPiece.Of(operation).Select(piece => piece.Parameter is { } parameter
        ? $"ApiText.path({value(parameter)}, {JavaText.Literal(parameter.WireName)}, {Style(parameter)}, {(parameter.Explode ? "true" : "false")})"
        : JavaText.Literal(piece.Text)));
}
