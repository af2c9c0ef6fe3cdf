using System.Text.Json;
using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Tests.Jinja;

public sealed class JinjaGoldenTests
{
    [Fact]
    public async Task Templates_are_rendered_as_the_real_Jinja2_renders_them()
    {
        var real = await RealJinja.RenderAsync(JinjaCases.All, JinjaCases.Context, TestContext.Current.CancellationToken);
        Assert.Equal(JinjaCases.All.Count, real.Count);
        Assert.True(JinjaCases.All.Count >= 150);
        var different = JinjaCases.All.Zip(real, (each, expected) => (each.Template, Expected: expected, Ours: Render(each)))
            .Where(pair => pair.Expected.Error is null ? pair.Ours.Text != pair.Expected.Text : pair.Ours.Error is null)
            .Select(pair => $"{pair.Template}\n  real: {pair.Expected.Text ?? pair.Expected.Error}\n  ours: {pair.Ours.Text ?? pair.Ours.Error}");
        Assert.Equal("", string.Join("\n", different));
    }

    private static RealAnswer Render(JinjaCase each)
    {
        var environment = new JinjaEnvironment(SyntaxOf(each.Options), new RenderBudget(new RenderLimits(), TimeProvider.System, TestContext.Current.CancellationToken))
        {
            IsStrict = !each.Options.TryGetValue("strict", out var strict) || strict.GetBoolean(),
            Load = each.Files.GetValueOrDefault,
        };
        var variables = ((JinjaDict)PythonJson.Read(JinjaCases.Context)!).Pairs.ToDictionary(pair => (string)pair.Key!, pair => pair.Value, StringComparer.Ordinal);
        try
        {
            return new RealAnswer(environment.Render("main", each.Template, variables), null);
        }
        catch (TemplateFault fault)
        {
            return new RealAnswer(null, fault.Located);
        }
    }

    private static JinjaSyntax SyntaxOf(Dictionary<string, JsonElement> options)
    {
        string Mark(string name, string otherwise) => options.TryGetValue(name, out var value) ? value.GetString()! : otherwise;
        bool Flag(string name) => options.TryGetValue(name, out var value) && value.GetBoolean();
        return new JinjaSyntax
        {
            BlockStart = Mark("block_start_string", "{%"),
            BlockEnd = Mark("block_end_string", "%}"),
            VariableStart = Mark("variable_start_string", "{{"),
            VariableEnd = Mark("variable_end_string", "}}"),
            CommentStart = Mark("comment_start_string", "{#"),
            CommentEnd = Mark("comment_end_string", "#}"),
            TrimBlocks = Flag("trim_blocks"),
            LstripBlocks = Flag("lstrip_blocks"),
            KeepTrailingNewline = Flag("keep_trailing_newline"),
        };
    }
}
