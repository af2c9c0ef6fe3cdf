using System.Text;
using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>Renders one template. It knows nothing but the values that it is given: no files, no network, no clock, no types.</summary>
internal sealed partial class JinjaRun(JinjaEnvironment environment)
{
    private readonly Dictionary<string, List<(BlockStatement Block, string? File)>> blocks = new(StringComparer.Ordinal);
    private Scope context = new(null);
    private StringBuilder output = new();
    private string? file;
    private JinjaNode? current;
    private JinjaTemplate? parent;
    private bool isSilent;

    public RenderBudget Budget => environment.Budget;

    public bool IsStrict => environment.IsStrict;

    /// <exception cref="TemplateFault">The template does what it may not, or asks for what is not there.</exception>
    public string Render(JinjaTemplate template, IReadOnlyDictionary<string, object?> variables)
    {
        var globals = new Scope(null);
        foreach (var (name, value) in JinjaGlobals.All)
        {
            globals.Set(name, value);
        }

        context = new Scope(globals);
        foreach (var (name, value) in variables)
        {
            context.Set(name, value);
        }

        try
        {
            RunTemplate(template);
        }
        catch (TemplateFault fault)
        {
            throw fault.At(file, current?.Line ?? 0, current?.Column ?? 0);
        }

        return output.ToString();
    }

    /// <summary>An error at the place in hand.</summary>
    public static TemplateFault Fault(string message) => new(TemplateFault.Value, message);

    public Undefined MakeUndefined(string what) => new(what, IsStrict);

    private void RunTemplate(JinjaTemplate template)
    {
        for (var next = template; next is not null; next = parent)
        {
            Budget.Step();
            Budget.Enter();
            foreach (var (name, block) in next.Blocks)
            {
                if (!blocks.TryGetValue(name, out var chain))
                {
                    blocks[name] = chain = [];
                }

                chain.Add((block, next.Name));
            }

            parent = null;
            isSilent = false;
            file = next.Name;
            Run(next.Body, context);
        }
    }

    private void Write(string text)
    {
        if (!isSilent)
        {
            Budget.Build(output.Length + (long)text.Length > Budget.Limits.LongestText ? output.Length + (long)text.Length : text.Length);
            output.Append(text);
        }
    }

    /// <summary>What statements write, as a text.</summary>
    private string Capture(IReadOnlyList<Statement> body, Scope scope)
    {
        var (before, wasSilent) = (output, isSilent);
        (output, isSilent) = (new StringBuilder(), false);
        try
        {
            Run(body, scope);
            return output.ToString();
        }
        finally
        {
            (output, isSilent) = (before, wasSilent);
        }
    }

    private JinjaTemplate? FindTemplate(object? named, bool mayBeMissing)
    {
        var names = named is JinjaList or JinjaTuple ? Iteration.Of(named, this) : [named];
        foreach (var name in names)
        {
            if (name is not string path)
            {
                throw Fault($"A template is named by a text, not by a {PythonText.TypeOf(name)}.");
            }

            if (environment.Find(path) is { } found)
            {
                return found;
            }
        }

        return mayBeMissing ? null : throw new TemplateFault("template-missing", $"There is no template {string.Join(", ", names.Select(PythonText.Repr))} in the template's folder.");
    }

    /// <summary>Does something in another file, whose places errors then name.</summary>
    private T InFile<T>(string? name, Func<T> body)
    {
        var (before, at) = (file, current);
        (file, current) = (name, null);
        Budget.Enter();
        var result = body();
        Budget.Leave();
        (file, current) = (before, at);
        return result;
    }
}
