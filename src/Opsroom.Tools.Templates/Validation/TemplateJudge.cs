using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Validation;

/// <summary>Looks at every part of a template, and renders it with its defaults on trial.</summary>
internal sealed partial class TemplateJudge(TimeProvider time, CancellationToken cancellationToken)
{
    private const int MostFindings = 200;

    private static readonly string[] Examples =
    [
        "example", "Example", "EXAMPLE", "example-1", "example_1", "1", "1.0", "1.0.0", "v1.0.0", "2026-01-31", "example.com", "https://example.com", "someone@example.com", "org.example", "example/image:1.0.0", "8080", "10.0.0.0/16", "eu-central-1", "ABC-123",
    ];

    private readonly List<Finding> findings = [];

    public TemplateJudgement OfText(string text, string? format)
    {
        var seen = format ?? (text.Contains("{%", StringComparison.Ordinal) || text.Contains("cookiecutter.", StringComparison.Ordinal) ? "cookiecutter"
            : text.Contains("versionLabel:", StringComparison.Ordinal) ? "harness" : text.Contains("#set", StringComparison.Ordinal) || text.Contains("${", StringComparison.Ordinal) ? "maven-archetype" : "handlebars");
        try
        {
            if (seen == "harness")
            {
                var folder = new TemplateFolder("template");
                folder.Add("template.yaml", System.Text.Encoding.UTF8.GetBytes(text));
                return new HarnessFormat() is var harness && harness.Matches(folder)
                    ? new TemplateJudgement(findings, harness.Read(folder).Variables, seen)
                    : new TemplateJudgement([new("template-syntax", Severity.Error, "This is no Harness template: a mapping 'template' with versionLabel, type and spec is missing.", Line: 1, Column: 1)], [], seen);
            }

            var uses = VariableUses.In(seen, new TemplatePart("content", text, IsName: false), JinjaSyntax.Files).ToList();
            List<TemplateVariable> variables = [.. uses.DistinctBy(use => use.Name, StringComparer.Ordinal).Select(use => new TemplateVariable(use.Name, "string", null, null, HasDefault: false))];
            return new TemplateJudgement(findings, variables, seen);
        }
        catch (TemplateFault fault)
        {
            Add(fault);
            return new TemplateJudgement(findings, [], seen);
        }
    }

    public TemplateJudgement OfFolder(TemplateFolder folder)
    {
        foreach (var (path, why) in folder.Refused)
        {
            Add("file-refused", Severity.Error, $"{why} A template with such a file is not rendered.", path);
        }

        if (TemplateFormats.Of(folder) is not { } format)
        {
            Add("unknown-format", Severity.Error, "No cookiecutter.json, copier.yml, archetype-metadata.xml, template.yaml, Handlebars file or Harness template is here.", null);
            return new TemplateJudgement(findings, [], null);
        }

        TemplateDefinition definition;
        try
        {
            definition = format.Read(folder);
        }
        catch (TemplateFault fault)
        {
            Add(fault);
            return new TemplateJudgement(findings, [], format.Name);
        }

        CheckParts(folder, format, definition);
        CheckVariables(definition);
        CheckHooks(definition);
        foreach (var path in format.Unreachable(folder, definition))
        {
            Add("unreachable-file", Severity.Warning, "The file looks like a template and is never rendered; move it to where the format renders, or remove it.", path);
        }

        if (!folder.Files.Keys.Any(path => path.StartsWith("README", StringComparison.OrdinalIgnoreCase)))
        {
            Add("missing-readme", Severity.Info, "The template has no README; say what it makes and name its variables.", null);
        }

        Try(folder, format, definition);
        return new TemplateJudgement(findings, definition.Variables, format.Name);
    }

    private void CheckParts(TemplateFolder folder, ITemplateFormat format, TemplateDefinition definition)
    {
        var declared = definition.Variables.Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var isOpen = format.Name == "handlebars" && definition.Manifest is null;
        try
        {
            var syntax = format.Name == "copier" ? CopierFormat.SyntaxOf(definition) : JinjaSyntax.Files;
            foreach (var part in format.Parts(folder, definition))
            {
                try
                {
                    foreach (var use in VariableUses.In(format.Name, part, syntax))
                    {
                        used.Add(use.Name);
                        if (!isOpen && !declared.Contains(use.Name) && !VariableUses.IsGiven(format.Name, use.Name))
                        {
                            Add("undefined-variable", Severity.Warning, $"'{use.Name}' is used and not declared in {definition.Manifest}.", part.File, part.IsName ? null : use.Line, part.IsName ? null : use.Column);
                        }
                    }
                }
                catch (TemplateFault fault)
                {
                    Add(fault.At(part.File));
                }
            }
        }
        catch (TemplateFault fault)
        {
            Add(fault);
        }

        foreach (var variable in definition.Variables.Where(variable => !used.Contains(variable.Name) && !variable.Name.StartsWith('_') && format.Name is not ("harness" or "maven-archetype") && !isOpen))
        {
            Add("unused-variable", Severity.Info, $"'{variable.Name}' is declared and never used.", definition.Manifest);
        }
    }

    private void CheckVariables(TemplateDefinition definition)
    {
        foreach (var variable in definition.Variables)
        {
            if (!SaneName().IsMatch(variable.Name))
            {
                Add("variable-name", Severity.Warning, $"'{variable.Name}' is no name that expressions can read; take letters, digits and underscores.", definition.Manifest);
            }

            if (variable is { Choices.Count: > 0, HasDefault: true, Default: string text } && definition.Format != "cookiecutter" && !text.Contains("{{", StringComparison.Ordinal)
                && !variable.Choices.Any(choice => PythonText.Str(choice is JinjaList { Items: [_, var value] } ? value : choice) == text))
            {
                Add("bad-default", Severity.Error, $"The default '{text}' of '{variable.Name}' is none of its choices.", definition.Manifest);
            }

            var isSecret = variable.IsSecret || SecretName().IsMatch(variable.Name);
            if (isSecret && variable.HasDefault && variable.Default is string { Length: > 0 } secret && !secret.Contains("{{", StringComparison.Ordinal))
            {
                Add("secret-default", Severity.Warning, $"'{variable.Name}' looks like a secret and has a default; secrets are asked for, not kept in templates.", definition.Manifest);
            }
        }
    }

    private void CheckHooks(TemplateDefinition definition)
    {
        foreach (var hook in definition.Hooks)
        {
            var isRisky = Risky().IsMatch(hook.Text);
            Add(isRisky ? "risky-hook" : "hook", isRisky ? Severity.Warning : Severity.Info, $"The template brings code of its own, a {hook.Kind}; it is shown and never run here.{(isRisky ? " It reaches out to the network, removes files, or runs what it gets: read it before anybody runs it." : "")}", hook.Where);
        }
    }

    private void Try(TemplateFolder folder, ITemplateFormat format, TemplateDefinition definition)
    {
        if (folder.Refused.Count > 0)
        {
            return;
        }

        try
        {
            var budget = new RenderBudget(new RenderLimits(), time, cancellationToken);
            var job = new TemplateJob(folder, definition, Samples(definition), budget, DateTimeOffset.UnixEpoch);
            var answers = format.Answer(job);
            if (answers.Missing.Count == 0)
            {
                format.Render(job, answers, new RenderedTree(budget));
            }
        }
        catch (TemplateFault fault) when (!findings.Exists(finding => finding.Message == fault.Message))
        {
            Add(fault);
        }
        catch (TemplateFault)
        {
            // told already, with its place
        }
    }

    /// <summary>Something for what has to be given; nothing where no example fits its pattern.</summary>
    private static JinjaDict Samples(TemplateDefinition definition)
    {
        var samples = new JinjaDict();
        foreach (var variable in definition.Variables.Where(variable => !variable.HasDefault))
        {
            object? sample = variable.Choices.Count > 0 ? variable.Choices[0] : variable.Type switch
            {
                "integer" => 1L,
                "number" => 1.5,
                "boolean" => true,
                "list" => new JinjaList([]),
                "object" => new JinjaDict(),
                _ when variable.Pattern is { } pattern => Examples.FirstOrDefault(example => Patterns.Fits(pattern, example)),
                _ => variable.Name == "groupId" ? "org.example" : "example",
            };
            if (sample is not null)
            {
                samples[variable.Name] = sample;
            }
        }

        return samples;
    }

    private void Add(TemplateFault fault) => Add(fault.Rule, Severity.Error, fault.Message, fault.File, fault.Line == 0 ? null : fault.Line, fault.Column == 0 ? null : fault.Column);

    private void Add(string rule, Severity severity, string message, string? path, int? line = null, int? column = null)
    {
        if (findings.Count < MostFindings)
        {
            findings.Add(new Finding(rule, severity, message, path, line, column));
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex SaneName();

    [GeneratedRegex("password|passwd|secret|token|api_?key|private_?key", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"curl|wget|https?://|rm\s+-rf|rmtree|unlink|eval|exec|subprocess|os\.system|sudo|chmod|socket|urllib|requests\.|Invoke-|base64", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Risky();
}
