using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Python;

/// <summary>Writes the operations of one group as a class.</summary>
internal sealed class PythonOperations(ClientPlan plan)
{
    private readonly PythonText text = new(plan, "models.");

    public string Write(PlannedGroup group)
    {
        var code = new CodeWriter(4);
        using (code.Block($"class {group.Type}:"))
        {
            code.Lines(DocText.Docstring(DocText.Lines(group.Group.Doc ?? $"Operations on {group.Group.Name}."))).Line();
            using (code.Block("def __init__(self, http: HttpClient) -> None:"))
            {
                code.Line("self._http = http");
            }

            foreach (var operation in group.Operations)
            {
                WriteMethod(code.Line(), operation);
            }
        }

        var body = code.ToString();
        return PythonImports.For(body, "..") + "\n" + body;
    }

    private void WriteMethod(CodeWriter code, PlannedOperation planned)
    {
        var operation = planned.Operation;
        var result = operation.Result is { } content ? content.MayBeEmpty ? PythonText.Optional(text.TypeOf(content.Type)) : text.TypeOf(content.Type) : "None";
        using (code.Block($"def {planned.Method}("))
        {
            WriteSignature(code, planned);
        }

        using (code.Block($") -> {result}:"))
        {
            code.Lines(DocText.Docstring(Doc(planned)));
            using (code.Block($"{(operation.Result is null ? "" : "response = ")}self._http.request(", ")"))
            {
                WriteRequest(code, planned);
            }

            if (operation.Result is { } accepted)
            {
                code.Line(accepted.Kind switch
                {
                    BodyKind.Text => "return response.text()",
                    BodyKind.Binary => "return response.content",
                    _ => $"return {Read(accepted)}  # type: ignore[no-any-return]",
                });
            }
        }

        if (operation.Paging is not null)
        {
            WritePages(code.Line(), planned);
        }
    }

    private static IReadOnlyList<string> Doc(PlannedOperation planned)
    {
        var operation = planned.Operation;
        List<string> lines = [.. DocText.Lines(operation.Summary ?? $"{operation.Method} {operation.Path}", operation.Doc == operation.Summary ? null : operation.Doc)];
        var documented = planned.Parameters.Where(each => each.Parameter.Doc is not null).Select(each => $"    {each.Name}: {DocText.FirstLine(each.Parameter.Doc)}").ToList();
        if (operation.Body?.Doc is { } doc)
        {
            documented.Add($"    {planned.Body}: {DocText.FirstLine(doc)}");
        }

        return [.. lines, .. documented.Count > 0 ? ["", "Args:"] : Array.Empty<string>(), .. documented, .. operation.IsDeprecated ? ["", "Deprecated."] : Array.Empty<string>()];
    }

    private void WriteSignature(CodeWriter code, PlannedOperation planned)
    {
        code.Line("self,");
        foreach (var (parameter, name) in planned.Parameters.Where(each => each.Parameter.Place == ParameterPlace.Path))
        {
            code.Line($"{name}: {text.TypeOf(parameter.Type)},");
        }

        var rest = planned.Parameters.Where(each => each.Parameter.Place != ParameterPlace.Path).OrderBy(each => each.Parameter.IsRequired ? 0 : 1).ToList();
        var body = planned.Operation.Body;
        code.Line("*,");
        if (body is { IsRequired: true })
        {
            code.Line($"{planned.Body}: {text.TypeOf(body.Type)},");
        }

        foreach (var (parameter, name) in rest)
        {
            var type = text.TypeOf(parameter.Type);
            code.Line(parameter.IsRequired ? $"{name}: {type}," : $"{name}: {PythonText.Optional(type)} = None,");
        }

        if (body is { IsRequired: false })
        {
            code.Line($"{planned.Body}: {PythonText.Optional(text.TypeOf(body.Type))} = None,");
        }

        code.Line("timeout: float | None = None,");
    }

    private void WriteRequest(CodeWriter code, PlannedOperation planned)
    {
        var operation = planned.Operation;
        code.Line($"{PythonText.Literal(operation.Method)},").Line($"{Path(planned)},");
        var query = planned.Parameters.Where(each => each.Parameter.Place == ParameterPlace.Query).ToList();
        if (query.Count > 0)
        {
            using (code.Block("query=[", "],"))
            {
                code.Lines(query.Select(each => $"({PythonText.Literal(each.Parameter.WireName)}, {each.Name}{Format(each.Parameter)}),"));
            }
        }

        WriteValues(code, "headers", planned, ParameterPlace.Header);
        WriteValues(code, "cookies", planned, ParameterPlace.Cookie);
        if (operation.Body is { } body)
        {
            code.Line($"body=Body({PythonText.Literal(Words.Camel(body.Kind.ToString(), ""))}, {PythonText.Literal(body.MediaType)}, {planned.Body}),");
        }

        if (!operation.Security.IsEmpty)
        {
            code.Line($"security=[{string.Join(", ", operation.Security.Select(needed => $"[{PythonText.Texts(needed)}]"))}],");
        }

        if (operation.Result is { } result)
        {
            code.Line($"accept={PythonText.Literal(result.MediaType)},");
        }

        string[] errors = [.. operation.Errors.Where(error => error.Content is { Kind: BodyKind.Json }).Select(error => (error.Status, Decoder: text.DecoderOf(error.Content!.Type))).Where(error => error.Decoder is not null)
            .Select(error => $"{PythonText.Literal(error.Status)}: {error.Decoder}")];
        if (errors.Length > 0)
        {
            code.Line($"errors={{{string.Join(", ", errors)}}},");
        }

        if (operation.IsIdempotent)
        {
            code.Line("idempotent=True,");
        }

        if (operation.Server is { } server && server.StartsWith("http", StringComparison.Ordinal))
        {
            code.Line($"server={PythonText.Literal(server)},");
        }

        code.Line("timeout=timeout,");
    }

    private void WritePages(CodeWriter code, PlannedOperation planned)
    {
        var paging = planned.Operation.Paging!;
        using (code.Block($"def {planned.PagesMethod}("))
        {
            WriteSignature(code, planned);
        }

        using (code.Block($") -> Iterator[{text.TypeOf(paging.Item)}]:"))
        {
            code.Line($"\"\"\"Every item that {planned.Method} lists, page after page.\"\"\"");
            if (paging.Kind == PagingKind.Header)
            {
                using (code.Block("for response in self._http.pages(", "):"))
                {
                    WriteRequest(code, planned);
                    code.Line($"header={PythonText.Literal(paging.Next!)},").Line($"parameter={(paging.Parameter is { } name ? PythonText.Literal(planned.Named(name).Parameter.WireName) : "None")},");
                }

                code.Line($"    answer = {Read(planned.Operation.Result!)}").Line($"    yield from {Items(planned)}");
            }
            else
            {
                WriteLoop(code, planned);
            }
        }
    }

    private void WriteLoop(CodeWriter code, PlannedOperation planned)
    {
        var paging = planned.Operation.Paging!;
        var moving = planned.Named(paging.Parameter!).Name;
        if (paging.Kind != PagingKind.Cursor)
        {
            code.Line($"{moving} = {(paging.Kind == PagingKind.Page ? paging.First : 0)} if {moving} is None else {moving}");
        }

        using (code.Block("while True:"))
        {
            string[] arguments = [.. planned.Parameters.Select(each => $"{each.Name}={each.Name}"), .. planned.Operation.Body is null ? Array.Empty<string>() : [$"{planned.Body}={planned.Body}"], "timeout=timeout"];
            code.Line($"answer = self.{planned.Method}({string.Join(", ", arguments)})");
            code.Line($"listed = {Items(planned)}").Line("yield from listed");
            if (paging.Kind == PagingKind.Cursor)
            {
                var next = $"answer.{Member(planned, paging.Next!)} if answer else None";
                code.Line($"following = {next}").Line($"if not following or following == {moving}:").Line("    return").Line($"{moving} = following");
            }
            else
            {
                code.Line(paging.Size is { } size ? $"if not listed or len(listed) < ({planned.Named(size).Name} or 1):" : "if not listed:").Line("    return");
                code.Line(paging.Kind == PagingKind.Page ? $"{moving} += 1" : $"{moving} += len(listed)");
            }
        }
    }

    private string Items(PlannedOperation planned) => planned.Operation.Paging!.Items is { } items ? $"(answer.{Member(planned, items)} if answer else None) or []" : "answer or []";

    private string Read(ResponseContent result) => text.DecoderOf(result.Type) is { } decoder ? $"load(response.json(), {decoder})" : "response.json()";

    private string Member(PlannedOperation planned, string property)
    {
        var shape = (ObjectType)plan.Contract.Definition(planned.Operation.Result!.Type)!;
        return plan.Names.Members(shape)[shape.Properties.IndexOf(shape.Properties.First(each => each.WireName == property))];
    }

    private static void WriteValues(CodeWriter code, string name, PlannedOperation planned, ParameterPlace place)
    {
        string[] values = [.. planned.Parameters.Where(each => each.Parameter.Place == place).Select(each => $"{PythonText.Literal(each.Parameter.WireName)}: {each.Name}")];
        if (values.Length > 0)
        {
            code.Line($"{name}={{{string.Join(", ", values)}}},");
        }
    }

    private static string Format(Parameter parameter) => parameter is { Style: ParameterStyle.Form, Explode: true, AllowReserved: false } ? ""
        : $", Format(\"{Words.Camel(parameter.Style.ToString(), "")}\", {(parameter.Explode ? "True" : "False")}, {(parameter.AllowReserved ? "True" : "False")})";

    private static string Path(PlannedOperation planned) => string.Join(" + ", PathPiece.Of(planned.Operation).Select(piece => piece.Parameter is { } parameter
        ? $"path_value({planned.Named(parameter.Name).Name}{PathFormat(parameter)})"
        : PythonText.Literal(piece.Text)));

    private static string PathFormat(Parameter parameter) => parameter is { Style: ParameterStyle.Simple, Explode: false } ? ""
        : $", {PythonText.Literal(parameter.WireName)}, \"{Words.Camel(parameter.Style.ToString(), "")}\", {(parameter.Explode ? "True" : "False")}";
}
