using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.TypeScript;

/// <summary>Writes the operations of one group as a class.</summary>
internal sealed class TypeScriptOperations(ClientPlan plan)
{
    private readonly TypeScriptText text = new(plan);

    public string Write(PlannedGroup group)
    {
        var used = new SortedSet<string>(StringComparer.Ordinal);
        var code = new CodeWriter(2);
        var interfaces = plan.Names.Unique(NameKind.Type, group.Operations.Select(operation => operation.Operation.Id + " params"), [.. plan.Types.Values, group.Type]);
        var errors = plan.Names.Unique(NameKind.Type, group.Operations.Select(operation => operation.Operation.Id + " error"), [.. plan.Types.Values, group.Type, .. interfaces]);
        for (var i = 0; i < group.Operations.Length; i++)
        {
            WriteParameters(code, group, group.Operations[i], interfaces[i], used);
            WriteError(code, group, group.Operations[i], errors[i], used);
        }

        code.Lines(DocText.Block(DocText.Lines(group.Group.Doc ?? $"Operations on {group.Group.Name}.")));
        using (code.Block($"export class {group.Type} {{", "}"))
        {
            code.Line("readonly #http: HttpClient;").Line();
            using (code.Block("constructor(http: HttpClient) {", "}"))
            {
                code.Line("this.#http = http;");
            }

            for (var i = 0; i < group.Operations.Length; i++)
            {
                WriteMethod(code.Line(), group.Operations[i], interfaces[i], errors[i], used);
            }
        }

        var body = code.ToString();
        var head = new CodeWriter(2);
        if (used.Count > 0)
        {
            head.Line($"import type {{ {string.Join(", ", used)} }} from \"../models.js\";");
        }

        var values = body.Contains("pathValue(", StringComparison.Ordinal) ? "import { pathValue } from \"../runtime.js\";\n" : "";
        var isError = body.Contains("ApiError<", StringComparison.Ordinal);
        return $"{head}{values}import type {{ {(isError ? "ApiError, " : "")}HttpClient, RequestOptions }} from \"../runtime.js\";\n\n{body}";
    }

    private void WriteParameters(CodeWriter code, PlannedGroup group, PlannedOperation planned, string name, SortedSet<string> used)
    {
        if (!HasParameters(planned))
        {
            return;
        }

        code.Line($"/** Parameters of {{@link {group.Type}.{planned.Method}}}. */");
        using (code.Block($"export interface {name} {{", "}"))
        {
            foreach (var (parameter, own) in planned.Parameters)
            {
                code.Lines(DocText.Block(DocText.Lines(parameter.Doc, parameter.Default is null ? null : $"@defaultValue {parameter.Default.ToJsonString()}", parameter.IsDeprecated ? "@deprecated" : null)));
                code.Line($"{own}{(parameter.IsRequired ? "" : "?")}: {text.TypeOf(parameter.Type, used)};");
            }

            if (planned.Operation.Body is { } body)
            {
                code.Lines(DocText.Block(DocText.Lines(body.Doc)));
                code.Line($"{planned.Body}{(body.IsRequired ? "" : "?")}: {text.TypeOf(body.Type, used)};");
            }
        }

        code.Line();
    }

    private void WriteError(CodeWriter code, PlannedGroup group, PlannedOperation planned, string name, SortedSet<string> used)
    {
        string[] bodies = [.. planned.Operation.Errors.Select(error => error.Content).OfType<ResponseContent>().Select(content => text.TypeOf(content.Type, used)).Distinct(StringComparer.Ordinal)];
        if (bodies.Length > 0)
        {
            code.Line($"/** What {{@link {group.Type}.{planned.Method}}} throws where the API answers with a documented error. */");
            code.Line($"export type {name} = ApiError<{string.Join(" | ", bodies)}>;").Line();
        }
    }

    private void WriteMethod(CodeWriter code, PlannedOperation planned, string parameters, string error, SortedSet<string> used)
    {
        var operation = planned.Operation;
        var result = operation.Result is { } content ? text.TypeOf(content.Type, used) + (content.MayBeEmpty && !content.Type.IsNullable ? " | undefined" : "") : "void";
        var throws = operation.Errors.Any(each => each.Content is not null) ? $"@throws {{{error}}} where the API answers with an error." : null;
        code.Lines(DocText.Block(DocText.Lines(operation.Summary, operation.Doc == operation.Summary ? null : operation.Doc, throws, operation.IsDeprecated ? "@deprecated" : null)));
        using (code.Block($"async {planned.Method}({Argument(planned, parameters)}options?: RequestOptions): Promise<{result}> {{", "}"))
        {
            using (code.Block($"return this.#http.request<{result}>({{", "}, options);"))
            {
                WriteRequest(code, planned);
            }
        }

        if (operation.Paging is not null)
        {
            WritePages(code.Line(), planned, parameters, used);
        }
    }

    private static void WriteRequest(CodeWriter code, PlannedOperation planned)
    {
        var operation = planned.Operation;
        code.Line($"method: {TypeScriptText.Literal(operation.Method)},").Line($"path: {Path(planned)},");
        if (operation.Server is { } server && server.StartsWith("http", StringComparison.Ordinal))
        {
            code.Line($"server: {TypeScriptText.Literal(server)},");
        }

        WriteValues(code, "query", planned, ParameterPlace.Query);
        WriteFormats(code, planned);
        WriteValues(code, "headers", planned, ParameterPlace.Header);
        WriteValues(code, "cookies", planned, ParameterPlace.Cookie);
        if (operation.Body is { } body)
        {
            code.Line($"body: {{ kind: {TypeScriptText.Literal(Words.Camel(body.Kind.ToString(), ""))}, mediaType: {TypeScriptText.Literal(body.MediaType)}, value: params.{planned.Body} }},");
        }

        if (!operation.Security.IsEmpty)
        {
            code.Line($"security: [{string.Join(", ", operation.Security.Select(needed => $"[{string.Join(", ", needed.Select(TypeScriptText.Literal))}]"))}],");
        }

        if (operation.Result is { } accepted)
        {
            code.Line($"accept: {TypeScriptText.Literal(accepted.MediaType)},");
        }

        code.Line($"response: \"{operation.Result?.Kind switch { null => "none", BodyKind.Json => "json", BodyKind.Text => "text", _ => "blob" }}\",");
        code.Line($"idempotent: {(operation.IsIdempotent ? "true" : "false")},");
    }

    private void WritePages(CodeWriter code, PlannedOperation planned, string parameters, SortedSet<string> used)
    {
        var paging = planned.Operation.Paging!;
        var isOptional = planned.Operation.Result!.MayBeEmpty || planned.Operation.Result.Type.IsNullable;
        var items = paging.Items is null ? isOptional ? "answer ?? []" : "answer" : $"answer{Access(paging.Items, isOptional)} ?? []";
        code.Line($"/** Every item that {{@link {planned.Method}}} lists, page after page. */");
        using (code.Block($"async *{planned.PagesMethod}({Argument(planned, parameters)}options?: RequestOptions): AsyncGenerator<{text.TypeOf(paging.Item, used)}, void, void> {{", "}"))
        {
            if (paging.Kind == PagingKind.Header)
            {
                var parameter = paging.Parameter is { } name ? TypeScriptText.Literal(planned.Named(name).Parameter.WireName) : "undefined";
                var result = text.TypeOf(planned.Operation.Result.Type, used) + (planned.Operation.Result.MayBeEmpty && !planned.Operation.Result.Type.IsNullable ? " | undefined" : "");
                using (code.Block($"const pages = this.#http.pages<{result}>({{", $"}}, {TypeScriptText.Literal(paging.Next!)}, {parameter}, options);"))
                {
                    WriteRequest(code, planned);
                }

                code.Line($"for await (const answer of pages) yield* {items};");
            }
            else
            {
                WriteLoop(code, planned, items, isOptional);
            }
        }
    }

    private static void WriteLoop(CodeWriter code, PlannedOperation planned, string items, bool isOptional)
    {
        var paging = planned.Operation.Paging!;
        var moving = planned.Named(paging.Parameter!).Name;
        code.Line(paging.Kind == PagingKind.Cursor ? $"let position = params.{moving};" : $"let position = params.{moving} ?? {(paging.Kind == PagingKind.Page ? paging.First : 0)};");
        using (code.Block("for (;;) {", "}"))
        {
            code.Line($"const answer = await this.{planned.Method}({{ ...params, {moving}: position }}, options);");
            code.Line($"const items = {items};").Line("yield* items;");
            if (paging.Kind == PagingKind.Cursor)
            {
                code.Line($"const next = answer{Access(paging.Next!, isOptional)};").Line("if (!next || next === position) return;").Line("position = next;");
            }
            else
            {
                code.Line(paging.Size is { } size ? $"if (items.length === 0 || items.length < (params.{planned.Named(size).Name} ?? 1)) return;" : "if (items.length === 0) return;");
                code.Line(paging.Kind == PagingKind.Page ? "position++;" : "position += items.length;");
            }
        }
    }

    private static string Access(string property, bool isOptional) =>
        TypeScriptText.Key(property) is ['"', ..] literal ? $"{(isOptional ? "?." : "")}[{literal}]" : (isOptional ? "?." : ".") + property;

    private static void WriteValues(CodeWriter code, string name, PlannedOperation planned, ParameterPlace place)
    {
        string[] values = [.. planned.Parameters.Where(each => each.Parameter.Place == place).Select(each => $"{TypeScriptText.Key(each.Parameter.WireName)}: params.{each.Name}")];
        if (values.Length > 0)
        {
            code.Line($"{name}: {{ {string.Join(", ", values)} }},");
        }
    }

    private static void WriteFormats(CodeWriter code, PlannedOperation planned)
    {
        string[] formats = [.. planned.Parameters.Where(each => each.Parameter.Place == ParameterPlace.Query && Format(each.Parameter, ParameterStyle.Form, true) is not null)
            .Select(each => $"{TypeScriptText.Key(each.Parameter.WireName)}: {Format(each.Parameter, ParameterStyle.Form, true)}")];
        if (formats.Length > 0)
        {
            code.Line($"queryFormats: {{ {string.Join(", ", formats)} }},");
        }
    }

    /// <summary>How a parameter is written where that is not what is usual.</summary>
    private static string? Format(Parameter parameter, ParameterStyle usual, bool explode)
    {
        List<string> parts = [];
        if (parameter.Style != usual)
        {
            parts.Add($"style: \"{Words.Camel(parameter.Style.ToString(), "")}\"");
        }

        if (parameter.Explode != explode)
        {
            parts.Add($"explode: {(parameter.Explode ? "true" : "false")}");
        }

        if (parameter.AllowReserved)
        {
            parts.Add("allowReserved: true");
        }

        return parts.Count == 0 ? null : $"{{ {string.Join(", ", parts)} }}";
    }

    private static string Path(PlannedOperation planned)
    {
        var path = planned.Operation.Path;
        if (!ParameterReader.VariablesOf(path).Any())
        {
            return TypeScriptText.Literal(path);
        }

        var template = path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal).Replace("${", "\\${", StringComparison.Ordinal);
        foreach (var (parameter, name) in planned.Parameters.Where(each => each.Parameter.Place == ParameterPlace.Path))
        {
            var format = Format(parameter, ParameterStyle.Simple, false);
            var value = format is null ? $"pathValue(params.{name})" : $"pathValue(params.{name}, {TypeScriptText.Literal(parameter.WireName)}, {format})";
            template = template.Replace($"{{{parameter.WireName}}}", $"${{{value}}}", StringComparison.Ordinal);
        }

        return $"`{template}`";
    }

    private static string Argument(PlannedOperation planned, string parameters) => HasParameters(planned) ? $"params: {parameters}{(NeedsParameters(planned) ? "" : " = {}")}, " : "";

    private static bool HasParameters(PlannedOperation planned) => !planned.Parameters.IsEmpty || planned.Operation.Body is not null;

    private static bool NeedsParameters(PlannedOperation planned) => planned.Parameters.Any(each => each.Parameter.IsRequired) || planned.Operation.Body is { IsRequired: true };
}
