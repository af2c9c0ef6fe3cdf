using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>cookiecutter: <c>cookiecutter.json</c> with variables, choices and private values; one folder whose name is rendered; hooks, which are never run.</summary>
internal sealed class CookiecutterFormat : ITemplateFormat
{
    private const string Manifest = "cookiecutter.json";

    public string Name => "cookiecutter";

    public bool Matches(TemplateFolder folder) => folder.Has(Manifest);

    public TemplateDefinition Read(TemplateFolder folder)
    {
        var declared = Declared(folder);
        var prompts = declared.TryGet("__prompts__", out var asked) && asked is JinjaDict texts ? texts : new JinjaDict();
        return new TemplateDefinition
        {
            Format = Name,
            Manifest = Manifest,
            Description = declared.TryGet("_description", out var description) ? description as string : null,
            Version = declared.TryGet("_version", out var version) ? PythonText.Str(version) : null,
            Category = declared.TryGet("_category", out var category) ? category as string : null,
            Tags = [.. Lists.Texts(declared, "_tags")],
            Settings = declared,
            Variables = [.. declared.Pairs.Where(pair => (string)pair.Key! != "__prompts__").Select(pair => VariableOf((string)pair.Key!, pair.Value, prompts))],
            Hooks = [.. folder.Files.Keys.Where(path => path.StartsWith("hooks/", StringComparison.Ordinal)).Select(path => new TemplateHook("hook", path, folder.Text(path) ?? ""))],
        };
    }

    public TemplateAnswers Answer(TemplateJob job)
    {
        JinjaExtensions.Refuse(Lists.Texts(job.Definition.Settings, "_extensions"), Manifest);
        if (Lists.Texts(job.Definition.Settings, "_local_extensions").Any() || job.Folder.Has("local_extensions.py"))
        {
            JinjaExtensions.Refuse(["local_extensions"], Manifest);
        }

        var answers = new TemplateAnswers();
        var environment = new JinjaEnvironment(JinjaSyntax.Plain, job.Budget) { Now = job.Now };
        answers.Values["_template"] = job.Folder.Name;
        foreach (var variable in job.Definition.Variables.OrderBy(variable => variable.Type == "object"))
        {
            try
            {
                Answer(job, variable, environment, answers);
            }
            catch (TemplateFault fault)
            {
                throw fault.At($"{Manifest} ({variable.Name})");
            }
        }

        return answers;
    }

    public void Render(TemplateJob job, TemplateAnswers answers, RenderedTree tree)
    {
        var top = TopOf(job.Folder) ?? throw new TemplateFault("template-missing", "There is no folder whose name holds {{ cookiecutter.… }}; it is what cookiecutter renders.");
        var environment = new JinjaEnvironment(SyntaxOf(answers.Values), job.Budget) { Now = job.Now, Load = name => job.Folder.Text($"{top}/{name}") ?? job.Folder.Text($"templates/{name}") };
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal) { ["cookiecutter"] = answers.Values };
        var copied = Lists.Texts(answers.Values, "_copy_without_render").ToList();
        foreach (var (path, content) in job.Folder.Files.Where(file => file.Key.StartsWith(top + "/", StringComparison.Ordinal)))
        {
            var inside = path[(top.Length + 1)..];
            var isInCopiedFolder = Lists.FoldersOf(inside).Any(each => copied.Exists(pattern => Globs.Matches(pattern, each)));
            // a folder that is copied keeps its names as they are
            var name = isInCopiedFolder ? environment.Render(path, top, variables) + "/" + inside : environment.Render(path, path, variables);
            var isCopied = isInCopiedFolder || copied.Exists(pattern => Globs.Matches(pattern, inside));
            if (!isCopied && TemplateFolder.TextOf(content) is { } text)
            {
                tree.Add(name, environment.Render(path, text, variables), path);
            }
            else
            {
                tree.Add(name, content, path);
            }
        }
    }

    public IEnumerable<TemplatePart> Parts(TemplateFolder folder, TemplateDefinition definition)
    {
        foreach (var variable in definition.Variables.Where(variable => variable.Default is string && !(variable.Name.StartsWith('_') && !variable.Name.StartsWith("__", StringComparison.Ordinal))))
        {
            yield return new TemplatePart(Manifest, (string)variable.Default!, IsName: true);
        }

        if (TopOf(folder) is not { } top)
        {
            yield break;
        }

        var copied = Lists.Texts(definition.Settings, "_copy_without_render").ToList();
        foreach (var path in folder.Files.Keys.Where(path => path.StartsWith(top + "/", StringComparison.Ordinal)))
        {
            var inside = path[(top.Length + 1)..];
            yield return new TemplatePart(path, path, IsName: true);
            if (!Lists.FoldersOf(inside).Append(inside).Any(each => copied.Exists(pattern => Globs.Matches(pattern, each))) && folder.Text(path) is { } text)
            {
                yield return new TemplatePart(path, text, IsName: false);
            }
        }
    }

    public IEnumerable<string> Unreachable(TemplateFolder folder, TemplateDefinition definition)
    {
        var top = TopOf(folder);
        return folder.Files.Keys.Where(path => path.Contains("{{", StringComparison.Ordinal) && (top is null || !path.StartsWith(top + "/", StringComparison.Ordinal)));
    }

    /// <summary>The folder that is rendered.</summary>
    public static string? TopOf(TemplateFolder folder) => folder.Files.Keys.Where(path => path.Contains('/', StringComparison.Ordinal)).Select(path => path[..path.IndexOf('/', StringComparison.Ordinal)])
        .FirstOrDefault(top => top.Contains("cookiecutter", StringComparison.Ordinal) && top.Contains("{{", StringComparison.Ordinal) && top.Contains("}}", StringComparison.Ordinal));

    private static void Answer(TemplateJob job, TemplateVariable variable, JinjaEnvironment environment, TemplateAnswers answers)
    {
        var isGiven = job.Given.TryGet(variable.Name, out var given) && !variable.IsComputed;
        if (variable.Choices.Count > 0)
        {
            List<object?> choices = [.. variable.Choices.Select(choice => Render(environment, choice, answers.Values))];
            var at = isGiven ? choices.FindIndex(choice => PythonText.Str(choice) == PythonText.Str(given)) : 0;
            answers.Set(variable, at >= 0 ? choices[at] : throw Lists.NoChoice(variable.Name, given, choices), !isGiven);
            return;
        }

        var isPrivate = variable.Name.StartsWith('_') && !variable.Name.StartsWith("__", StringComparison.Ordinal);
        answers.Set(variable, isGiven ? Typed(variable, given) : isPrivate ? variable.Default : Render(environment, variable.Default, answers.Values), !isGiven);
    }

    private static JinjaSyntax SyntaxOf(JinjaDict values) => values.TryGet("_jinja2_env_vars", out var options) && options is JinjaDict set
        ? JinjaSyntax.Files with
        {
            TrimBlocks = set.TryGet("trim_blocks", out var trim) && PythonText.Truth(trim),
            LstripBlocks = set.TryGet("lstrip_blocks", out var lstrip) && PythonText.Truth(lstrip),
        }
        : JinjaSyntax.Files;

    private static TemplateVariable VariableOf(string name, object? value, JinjaDict prompts)
    {
        var question = prompts.TryGet(name, out var asked) ? asked is JinjaDict parts && parts.TryGet("__prompt__", out var whole) ? PythonText.Str(whole) : asked as string : null;
        var isChoice = value is JinjaList { Items.Count: > 0 } && !name.StartsWith('_');
        return new TemplateVariable(name, value switch { bool => "boolean", JinjaDict => "object", JinjaList when !isChoice => "list", _ => "string" }, question, value, HasDefault: true)
        {
            Choices = isChoice ? ((JinjaList)value!).Items : [],
            IsComputed = name.StartsWith('_'),
        };
    }

    private static object? Render(JinjaEnvironment environment, object? raw, JinjaDict values)
    {
        switch (raw)
        {
            case null or bool:
                return raw;
            case JinjaDict dict:
                var made = new JinjaDict();
                foreach (var (key, value) in dict.Pairs)
                {
                    made[Render(environment, key, values)] = Render(environment, value, values);
                }

                return made;
            case JinjaList list:
                return new JinjaList([.. list.Items.Select(item => Render(environment, item, values))]);
            default:
                return environment.Render(null, PythonText.Str(raw), new Dictionary<string, object?>(StringComparer.Ordinal) { ["cookiecutter"] = values });
        }
    }

    private static object? Typed(TemplateVariable variable, object? given) => (variable.Type, given) switch
    {
        ("boolean", string text) => text.ToLowerInvariant() is "true" or "yes" or "y" or "1" or "on",
        ("string", bool or long or double) => PythonText.Str(given),
        _ => given,
    };

    private static JinjaDict Declared(TemplateFolder folder)
    {
        try
        {
            return PythonJson.Read(folder.Text(Manifest) ?? "") as JinjaDict ?? throw new TemplateFault(TemplateFault.Syntax, "The file is no JSON object.");
        }
        catch (TemplateFault fault)
        {
            throw new TemplateFault(TemplateFault.Syntax, fault.Message).At(Manifest, fault.Line, fault.Column);
        }
    }
}
