using Opsroom.Tools.Templates.HandlebarsEngine;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>A folder of Handlebars files, with or without a <c>template.yaml</c> that declares the variables.</summary>
internal sealed class HandlebarsFormat : ITemplateFormat
{
    private const string Suffix = ".hbs";

    private static readonly string[] Manifests = ["template.yaml", "template.yml", "template.json"];
    private static readonly string[] Roots = ["files/", "template/"];
    private static readonly string[] PartialFolders = ["partials/", "_partials/"];

    public string Name => "handlebars";

    public bool Matches(TemplateFolder folder) =>
        Manifests.Any(folder.Has) || folder.Files.Keys.Any(path => path.EndsWith(Suffix, StringComparison.Ordinal) || path.EndsWith(".handlebars", StringComparison.Ordinal) || path.Contains("{{", StringComparison.Ordinal));

    public TemplateDefinition Read(TemplateFolder folder)
    {
        var manifest = Manifests.FirstOrDefault(folder.Has);
        var declared = manifest is null ? new JinjaDict() : Declared(folder, manifest);
        string? Text(string name) => declared.TryGet(name, out var value) && value is not null ? PythonText.Str(value) : null;
        return new TemplateDefinition
        {
            Format = Name,
            Manifest = manifest,
            Description = Text("description"),
            Version = Text("version"),
            Category = Text("category"),
            Tags = [.. Lists.Texts(declared, "tags"), .. Lists.Texts(declared, "language")],
            Settings = declared,
            Variables = declared.TryGet("variables", out var variables) ? [.. Variables(variables)] : [.. Inferred(folder)],
            Hooks = [.. Lists.Texts(declared, "hooks").Select(hook => new TemplateHook("hook", manifest!, hook))],
        };
    }

    public TemplateAnswers Answer(TemplateJob job)
    {
        var answers = new TemplateAnswers();
        foreach (var (key, value) in job.Given.Pairs)
        {
            answers.Values[key] = value;
        }

        foreach (var variable in job.Definition.Variables)
        {
            var isGiven = job.Given.TryGet(variable.Name, out var given);
            if (!isGiven && !variable.HasDefault)
            {
                answers.Missing.Add(variable);
                continue;
            }

            var value = isGiven ? given : variable.Default is string text && text.Contains("{{", StringComparison.Ordinal) ? Renderer(job, answers.Values).Render(job.Definition.Manifest, text) : variable.Default;
            if (variable.Choices.Count > 0 && !variable.Choices.Any(choice => PythonText.Str(choice) == PythonText.Str(value)))
            {
                throw Lists.NoChoice(variable.Name, value, variable.Choices);
            }

            Patterns.Check(variable, value, job.Budget);
            answers.Set(variable, value, !isGiven);
        }

        return answers;
    }

    public void Render(TemplateJob job, TemplateAnswers answers, RenderedTree tree)
    {
        var renderer = Renderer(job, answers.Values);
        var root = RootOf(job.Folder);
        foreach (var (path, content) in Rendered(job.Folder, root))
        {
            var inside = path[root.Length..];
            var isTemplate = IsTemplate(inside);
            var plain = isTemplate ? inside[..inside.LastIndexOf('.')] : inside;
            var name = plain.Contains("{{", StringComparison.Ordinal) ? renderer.Render(path, plain) : plain;
            tree.Add(name, isTemplate && TemplateFolder.TextOf(content) is { } text ? System.Text.Encoding.UTF8.GetBytes(renderer.Render(path, text)) : content, path);
        }
    }

    public IEnumerable<TemplatePart> Parts(TemplateFolder folder, TemplateDefinition definition)
    {
        var root = RootOf(folder);
        foreach (var path in folder.Files.Keys.Where(path => path.StartsWith(root, StringComparison.Ordinal) && !Manifests.Contains(path)))
        {
            if (path.Contains("{{", StringComparison.Ordinal))
            {
                yield return new TemplatePart(path, path, IsName: true);
            }

            if (IsTemplate(path) && folder.Text(path) is { } text)
            {
                yield return new TemplatePart(path, text, IsName: false);
            }
        }
    }

    public IEnumerable<string> Unreachable(TemplateFolder folder, TemplateDefinition definition)
    {
        var root = RootOf(folder);
        return folder.Files.Keys.Where(path => IsTemplate(path) && !path.StartsWith(root, StringComparison.Ordinal) && !PartialFolders.Any(partials => path.StartsWith(partials, StringComparison.Ordinal)));
    }

    private static HandlebarsRenderer Renderer(TemplateJob job, JinjaDict values)
    {
        var partials = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in PartialFolders)
        {
            foreach (var path in job.Folder.Files.Keys.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && IsTemplate(path)))
            {
                partials[path[folder.Length..path.LastIndexOf('.')]] = job.Folder.Text(path) ?? "";
            }
        }

        // a file that stands beside can be taken in by its name as well
        foreach (var path in job.Folder.Files.Keys.Where(IsTemplate))
        {
            partials.TryAdd(path[..path.LastIndexOf('.')], job.Folder.Text(path) ?? "");
        }

        return new HandlebarsRenderer(values, partials, job.Budget);
    }

    private static IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> Rendered(TemplateFolder folder, string root) => folder.Files.Where(file =>
        file.Key.StartsWith(root, StringComparison.Ordinal) && !Manifests.Contains(file.Key) && !PartialFolders.Any(partials => file.Key.StartsWith(partials, StringComparison.Ordinal)));

    private static string RootOf(TemplateFolder folder) => Roots.FirstOrDefault(root => folder.Files.Keys.Any(path => path.StartsWith(root, StringComparison.Ordinal))) ?? "";

    private static bool IsTemplate(string path) => path.EndsWith(Suffix, StringComparison.Ordinal) || path.EndsWith(".handlebars", StringComparison.Ordinal);

    private static IEnumerable<TemplateVariable> Variables(object? declared) => declared switch
    {
        JinjaList list => list.Items.OfType<JinjaDict>().Select(each => VariableOf(each.TryGet("name", out var name) ? PythonText.Str(name) : "", each)),
        JinjaDict dict => dict.Pairs.Select(pair => pair.Value is JinjaDict each ? VariableOf((string)pair.Key!, each) : new TemplateVariable((string)pair.Key!, "string", null, pair.Value, HasDefault: true)),
        _ => [],
    };

    private static TemplateVariable VariableOf(string name, JinjaDict declared)
    {
        object? Part(string part) => declared.TryGet(part, out var value) ? value : null;
        return new TemplateVariable(name, Part("type") as string ?? "string", (Part("description") ?? Part("question") ?? Part("prompt")) as string, Part("default"), declared.Has("default") || Part("required") is false)
        {
            Choices = (Part("choices") ?? Part("enum")) is JinjaList list ? list.Items : [],
            Pattern = Part("pattern") as string,
            IsSecret = PythonText.Truth(Part("secret")),
        };
    }

    /// <summary>What the texts use, where nothing declares it: optional, for nobody said that it has to be given.</summary>
    private IEnumerable<TemplateVariable> Inferred(TemplateFolder folder)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var part in Parts(folder, new TemplateDefinition { Format = Name }))
        {
            names.UnionWith(HandlebarsVariables.In(HandlebarsScanner.Scan(part.File, part.Text)).Select(use => use.Name));
        }

        return names.Select(name => new TemplateVariable(name, "string", null, null, HasDefault: true) { IsInferred = true });
    }

    private static JinjaDict Declared(TemplateFolder folder, string manifest)
    {
        var reading = YamlReader.Read(folder.Text(manifest) ?? "");
        return reading.Faults is [var fault, ..]
            ? throw new TemplateFault(TemplateFault.Syntax, fault.Message).At(manifest, fault.Line, fault.Column)
            : PythonYaml.Of(reading.Root) as JinjaDict ?? throw new TemplateFault(TemplateFault.Syntax, "The manifest is no mapping.").At(manifest, 1, 1);
    }
}
