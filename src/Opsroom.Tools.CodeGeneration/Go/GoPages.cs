using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Go;

/// <param name="Value">Where a parameter is held in the method that goes through pages.</param>
/// <param name="WriteRequest">Writes what makes the first request.</param>
internal sealed record GoPaging(
    string Type, string Method, string Pages, Operation Operation, Paging Paging, List<GoArgument> Given, string? Options, Func<Parameter, string> Value, Action WriteRequest);

/// <summary>Writes the method that goes through all pages of a list.</summary>
internal sealed class GoPages(ClientPlan plan, GoText text, GoModels models)
{
    public void Write(GoWriter code, GoPaging page, string result)
    {
        var (operation, paging) = (page.Operation, page.Paging);
        var signature = string.Join(", ", page.Given.Select(each => $"{each.Name} {each.Type}").Prepend("ctx context.Context").Concat(page.Options is null ? [] : [$"params *{page.Options}"]).Append($"each func(item {text.TypeOf(paging.Item)}) error"));
        code.Line().Line($"// {page.Pages} calls each for every item that {page.Method} lists, page after page, until it returns an error.").Lines(GoText.Deprecated(operation.IsDeprecated));
        using (code.Block($"func (api *{page.Type}) {page.Pages}({signature}) error {{", "}"))
        {
            var shape = plan.Contract.Definition(operation.Result!.Type) as ObjectType;
            if (paging.Kind != PagingKind.Header)
            {
                WriteLoop(code, page, result, shape);
                return;
            }

            page.WriteRequest();
            var parameter = operation.Parameters.FirstOrDefault(each => each.Name == paging.Parameter)?.WireName ?? "";
            using (code.Block($"return eachPage(ctx, api.transport, request, {GoText.Literal(paging.Next!)}, {GoText.Literal(parameter)}, func(result {result}) error {{", "})"))
            {
                WriteItems(code, page, result, shape);
                code.Line("return nil");
            }
        }
    }

    private void WriteLoop(GoWriter code, GoPaging page, string result, ObjectType? shape)
    {
        var (operation, paging) = (page.Operation, page.Paging);
        var moving = operation.Parameters.First(parameter => parameter.Name == paging.Parameter);
        var held = page.Value(moving);
        var isOption = page.Given.TrueForAll(each => each.Parameter != moving);
        var isPointer = GoText.HasNil(isOption ? GoText.Optional(text.TypeOf(moving.Type)) : text.TypeOf(moving.Type));
        if (page.Options is not null)
        {
            code.Line($"next := {page.Options}{{}}");
            using (code.Block("if params != nil {", "}"))
            {
                code.Line("next = *params");
            }
        }

        var start = paging.Kind switch { PagingKind.Cursor => "\"\"", PagingKind.Page => paging.First.ToString(System.Globalization.CultureInfo.InvariantCulture), _ => "0" };
        code.Line(isPointer ? $"at := valueOr({held}, {start})" : $"at := {held}");
        using (code.Block("for {", "}"))
        {
            if (paging.Kind != PagingKind.Cursor || !isPointer)
            {
                code.Line($"{held} = {(isPointer ? "Ptr(at)" : "at")}");
            }

            var arguments = page.Given.Select(each => each.Name).Prepend("ctx").Concat(page.Options is null ? [] : ["&next"]);
            code.Line($"result, err := api.{page.Method}({string.Join(", ", arguments)})");
            Stop(code, "err != nil", "return err");
            WriteItems(code, page, result, shape);
            Move(code, page, shape, held, isPointer, moving);
        }
    }

    private void WriteItems(GoWriter code, GoPaging page, string result, ObjectType? shape)
    {
        if (page.Paging.Items is not null && GoText.HasNil(result))
        {
            Stop(code, "result == nil", "return nil");
        }

        code.Line(page.Paging.Items is { } property ? $"items := result.{Member(shape!, property)}" : "items := result");
        using (code.Block("for _, item := range items {", "}"))
        {
            Stop(code, "err := each(item); err != nil", "return err");
        }
    }

    private void Move(GoWriter code, GoPaging page, ObjectType? shape, string held, bool isPointer, Parameter moving)
    {
        var paging = page.Paging;
        if (paging.Kind == PagingKind.Cursor)
        {
            var property = shape!.Properties.First(each => each.WireName == paging.Next);
            var field = $"result.{Member(shape, paging.Next!)}";
            code.Line($"following := {(GoText.HasNil(models.FieldOf(shape, property)) ? $"valueOr({field}, \"\")" : field)}");
            Stop(code, "following == \"\" || following == at", "return nil");
            code.Line("at = following").Line($"{held} = {(isPointer ? "Ptr(at)" : "at")}");
            return;
        }

        var end = "len(items) == 0";
        if (paging.Size is { } named)
        {
            var size = page.Operation.Parameters.First(parameter => parameter.Name == named);
            var type = page.Given.Exists(each => each.Parameter == size) ? text.TypeOf(size.Type) : GoText.Optional(text.TypeOf(size.Type));
            end += $" || len(items) < int({(GoText.HasNil(type) ? $"valueOr({page.Value(size)}, 1)" : page.Value(size))})";
        }

        Stop(code, end, "return nil");
        code.Line(paging.Kind == PagingKind.Page ? "at++" : $"at += {text.TypeOf(moving.Type with { IsNullable = false }).TrimStart('*')}(len(items))");
    }

    private static void Stop(GoWriter code, string condition, string act)
    {
        using (code.Block($"if {condition} {{", "}"))
        {
            code.Line(act);
        }
    }

    private string Member(ObjectType shape, string property) =>
        plan.Names.Members(shape, plan.Types[shape.Name])[shape.Properties.IndexOf(shape.Properties.First(each => each.WireName == property))];
}
