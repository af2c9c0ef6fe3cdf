using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.CSharp;

/// <summary>Writes the operations of one group as a class.</summary>
internal sealed class CSharpOperations(ClientPlan plan, string @namespace)
{
    private readonly CSharpText text = new(plan);

    public string Write(PlannedGroup group)
    {
        var code = new CodeWriter(4);
        code.Lines(DocText.Xml(DocText.Lines(group.Group.Doc ?? $"Operations on {group.Group.Name}.")));
        using (code.Block($"public sealed class {group.Type}\n{{", "}"))
        {
            code.Line("private readonly ApiTransport transport;").Line().Line($"internal {group.Type}(ApiTransport transport) => this.transport = transport;");
            foreach (var operation in group.Operations)
            {
                WriteMethod(code.Line(), operation);
            }
        }

        return $"using System.Runtime.CompilerServices;\nusing System.Text.Json;\n\nnamespace {@namespace};\n\n{code}";
    }

    private void WriteMethod(CodeWriter code, PlannedOperation planned)
    {
        var operation = planned.Operation;
        var result = ResultOf(operation);
        WriteDoc(code, planned, DocText.Lines(operation.Summary ?? $"{operation.Method} {operation.Path}", operation.Doc == operation.Summary ? null : operation.Doc));
        code.Line("/// <exception cref=\"ApiException\">The API answers with an error.</exception>");
        if (operation.IsDeprecated)
        {
            code.Line("[Obsolete(\"The API names this operation deprecated.\")]");
        }

        using (code.Block($"public Task{(result is null ? "" : $"<{result}>")} {planned.Method}Async({Signature(planned, "CancellationToken cancellationToken = default")})\n    {{", "}"))
        {
            WriteRequest(code, planned);
            code.Line($"return transport.{(operation.Result?.Kind switch { null => "SendAsync", BodyKind.Text => "SendForTextAsync", BodyKind.Binary => "SendForBytesAsync", _ => $"SendAsync<{result}>" })}(request, cancellationToken);");
        }

        if (operation.Paging is not null)
        {
            WritePages(code.Line(), planned);
        }
    }

    private static void WriteDoc(CodeWriter code, PlannedOperation planned, IReadOnlyList<string> summary)
    {
        code.Lines(DocText.Xml(summary));
        foreach (var (parameter, name) in Ordered(planned))
        {
            if (parameter is not null)
            {
                var doc = DocText.FirstLine(parameter.Doc) is { } first ? DocText.XmlText(first) : $"The parameter {DocText.XmlText(DocText.FirstLine(parameter.WireName) ?? "")}.";
                code.Line($"/// <param name=\"{name.TrimStart('@')}\">{doc}</param>");
            }
            else
            {
                code.Line($"/// <param name=\"{planned.Body}\">{DocText.XmlText(DocText.FirstLine(planned.Operation.Body!.Doc) ?? "The body.")}</param>");
            }
        }

        code.Line("/// <param name=\"cancellationToken\">Cancels the call.</param>");
    }

    /// <summary>What has to be given first; null stands for the body.</summary>
    private static IEnumerable<(Parameter? Parameter, string Name)> Ordered(PlannedOperation planned)
    {
        var all = planned.Parameters.Select(each => ((Parameter?)each.Parameter, each.Name, each.Parameter.IsRequired));
        if (planned.Operation.Body is { } body)
        {
            all = all.Append((null, planned.Body, body.IsRequired));
        }

        return all.OrderBy(each => each.IsRequired ? 0 : 1).Select(each => (each.Item1, each.Name));
    }

    private string Signature(PlannedOperation planned, string last)
    {
        var parts = Ordered(planned).Select(each =>
        {
            var (type, isRequired) = each.Parameter is { } parameter ? (text.TypeOf(parameter.Type), parameter.IsRequired) : (text.TypeOf(planned.Operation.Body!.Type), planned.Operation.Body.IsRequired);
            return isRequired ? $"{type} {each.Name}" : $"{CSharpText.Optional(type)} {each.Name} = null";
        });
        return string.Join(", ", parts.Append(last));
    }

    private void WriteRequest(CodeWriter code, PlannedOperation planned)
    {
        var operation = planned.Operation;
        List<string> settings = [];
        if (operation.IsIdempotent)
        {
            settings.Add("IsIdempotent = true");
        }

        if (operation.Result is { } result)
        {
            settings.Add($"Accept = {CSharpText.Literal(result.MediaType)}");
        }

        if (!operation.Security.IsEmpty)
        {
            settings.Add($"Security = [{string.Join(", ", operation.Security.Select(needed => $"[{string.Join(", ", needed.Select(CSharpText.Literal))}]"))}]");
        }

        if (operation.Server is { } server && server.StartsWith("http", StringComparison.Ordinal))
        {
            settings.Add($"Server = {CSharpText.Literal(server)}");
        }

        code.Line($"var request = new ApiRequest({CSharpText.Literal(operation.Method)}, {Path(planned)}){(settings.Count == 0 ? ";" : "")}");
        if (settings.Count > 0)
        {
            using (code.Block("{", "};"))
            {
                code.Lines(settings.Select(setting => setting + ","));
            }
        }

        foreach (var (parameter, name) in planned.Parameters)
        {
            var wireName = CSharpText.Literal(parameter.WireName);
            switch (parameter.Place)
            {
                case ParameterPlace.Query:
                    code.Line($"request.Query({wireName}, {name}{Format(parameter)});");
                    break;
                case ParameterPlace.Header:
                    code.Line($"request.Header({wireName}, {name});");
                    break;
                case ParameterPlace.Cookie:
                    code.Line($"request.Cookie({wireName}, {name});");
                    break;
            }
        }

        if (operation.Body is { } body)
        {
            code.Line(BodyCall(planned, body));
        }

        foreach (var error in operation.Errors.Where(error => error.Content is { Kind: BodyKind.Json }))
        {
            code.Line($"request.Error<{text.TypeOf(error.Content!.Type).TrimEnd('?')}>({CSharpText.Literal(error.Status)});");
        }
    }

    private string BodyCall(PlannedOperation planned, RequestBody body)
    {
        var mediaType = CSharpText.Literal(body.MediaType);
        switch (body.Kind)
        {
            case BodyKind.Form:
                return $"request.Form({planned.Body});";
            case BodyKind.Multipart:
                var files = "";
                if (plan.Contract.Definition(body.Type) is ObjectType form)
                {
                    var members = plan.Names.Members(form, plan.Types[form.Name]);
                    files = string.Concat(form.Properties.Select((property, i) => (property, i)).Where(each => plan.Contract.Resolve(each.property.Type) is PrimitiveRef { Kind: Primitive.Binary })
                        .Select(each => $", ({CSharpText.Literal(each.property.WireName)}, {planned.Body}{(body.IsRequired && !body.Type.IsNullable ? "" : "?")}.{members[each.i]})"));
                }

                return $"request.Multipart({planned.Body}{files});";
            case BodyKind.Text:
                return $"request.Text({planned.Body}, {mediaType});";
            case BodyKind.Binary:
                return $"request.Binary({planned.Body}, {mediaType});";
            default:
                return $"request.Json({planned.Body}, {mediaType});";
        }
    }

    private void WritePages(CodeWriter code, PlannedOperation planned)
    {
        var paging = planned.Operation.Paging!;
        WriteDoc(code, planned, [$"Every item that {planned.Method}Async lists, page after page."]);
        if (planned.Operation.IsDeprecated)
        {
            code.Line("[Obsolete(\"The API names this operation deprecated.\")]");
        }

        var signature = Signature(planned, "[EnumeratorCancellation] CancellationToken cancellationToken = default");
        using (code.Block($"public async IAsyncEnumerable<{text.TypeOf(paging.Item)}> {planned.PagesMethod}Async({signature})\n    {{", "}"))
        {
            if (paging.Kind == PagingKind.Header)
            {
                WriteRequest(code, planned);
                var parameter = paging.Parameter is { } name ? CSharpText.Literal(planned.Named(name).Parameter.WireName) : "null";
                using (code.Block($"await foreach (var answer in transport.SendForPagesAsync<{ResultOf(planned.Operation)}>(request, {CSharpText.Literal(paging.Next!)}, {parameter}, cancellationToken).ConfigureAwait(false))\n        {{", "}"))
                {
                    WriteItems(code, planned);
                }
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
        var (parameter, moving) = planned.Named(paging.Parameter!);
        if (paging.Kind != PagingKind.Cursor && !parameter.IsRequired)
        {
            code.Line($"{moving} ??= {(paging.Kind == PagingKind.Page ? paging.First : 0)};");
        }

        using (code.Block("while (true)\n        {", "}"))
        {
            code.Line($"var answer = await {planned.Method}Async({string.Join(", ", Ordered(planned).Select(each => each.Name).Append("cancellationToken"))}).ConfigureAwait(false);");
            WriteItems(code, planned);
            code.Line();
            if (paging.Kind == PagingKind.Cursor)
            {
                var shape = (ObjectType)plan.Contract.Definition(planned.Operation.Result!.Type)!;
                code.Line($"var following = answer{(MayBeNull(planned) ? "?." : ".")}{Member(shape, paging.Next!)};");
                code.Line($"if (string.IsNullOrEmpty(following) || following == {moving})");
            }
            else
            {
                code.Line(paging.Size is { } size ? $"if (listed.Count == 0 || listed.Count < {Sized(planned, size)})" : "if (listed.Count == 0)");
            }

            using (code.Block("{", "}"))
            {
                code.Line("yield break;");
            }

            code.Line().Line(paging.Kind switch { PagingKind.Cursor => $"{moving} = following;", PagingKind.Page => $"{moving}++;", _ => $"{moving} += listed.Count;" });
        }
    }

    private void WriteItems(CodeWriter code, PlannedOperation planned)
    {
        var (paging, mayBeNull) = (planned.Operation.Paging!, MayBeNull(planned));
        var shape = plan.Contract.Definition(planned.Operation.Result!.Type) as ObjectType;
        var items = paging.Items is null ? "answer" : $"answer{(mayBeNull ? "?." : ".")}{Member(shape!, paging.Items)}";
        var isSure = !mayBeNull && (paging.Items is null || shape!.Properties.First(property => property.WireName == paging.Items).IsRequired);
        code.Line(isSure ? $"var listed = {items};" : $"var listed = {items} ?? [];");
        using (code.Block("foreach (var one in listed)\n            {", "}"))
        {
            code.Line("yield return one;");
        }
    }

    private static bool MayBeNull(PlannedOperation planned) => planned.Operation.Result!.MayBeEmpty || planned.Operation.Result.Type.IsNullable;

    private static string Sized(PlannedOperation planned, string size) => planned.Named(size) is var named && named.Parameter.IsRequired && !named.Parameter.Type.IsNullable ? named.Name : $"({named.Name} ?? 1)";

    private string Member(ObjectType shape, string property) =>
        plan.Names.Members(shape, plan.Types[shape.Name])[shape.Properties.IndexOf(shape.Properties.First(each => each.WireName == property))];

    private string? ResultOf(Operation operation) => operation.Result switch
    {
        null => null,
        { Kind: BodyKind.Text } => "string",
        { Kind: BodyKind.Binary } => "byte[]",
        { MayBeEmpty: true } result => CSharpText.Optional(text.TypeOf(result.Type)),
        var result => text.TypeOf(result.Type),
    };

    private static string Format(Parameter parameter) => parameter is { Style: ParameterStyle.Form, Explode: true, AllowReserved: false } ? ""
        : $", \"{Words.Camel(parameter.Style.ToString(), "")}\", explode: {(parameter.Explode ? "true" : "false")}{(parameter.AllowReserved ? ", allowReserved: true" : "")}";

    private static string Path(PlannedOperation planned)
    {
        var literal = CSharpText.Literal(planned.Operation.Path);
        if (!ParameterReader.VariablesOf(planned.Operation.Path).Any())
        {
            return literal;
        }

        var template = literal.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        foreach (var (parameter, name) in planned.Parameters.Where(each => each.Parameter.Place == ParameterPlace.Path))
        {
            var wireName = CSharpText.Literal(parameter.WireName);
            var value = parameter is { Style: ParameterStyle.Simple, Explode: false } ? $"ApiText.Path({name})"
                : $"ApiText.Path({name}, {wireName}, \"{Words.Camel(parameter.Style.ToString(), "")}\", explode: {(parameter.Explode ? "true" : "false")})";
            template = template.Replace($"{{{{{wireName[1..^1]}}}}}", $"{{{value}}}", StringComparison.Ordinal);
        }

        return "$" + template;
    }
}
