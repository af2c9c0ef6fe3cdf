using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>copier: <c>copier.yml</c> with questions and settings; tasks and migrations, which are never run.</summary>
internal sealed class CopierFormat : ITemplateFormat
{
    /// <summary>The usual name of the file with the answers.</summary>
    public const string AnswersFile = ".copier-answers.yml";

    private static readonly string[] UsuallyExcluded = ["copier.yaml", "copier.yml", "~*", "*.py[co]", "__pycache__", ".git", ".DS_Store", ".svn"];

    public string Name => "copier";

    public bool Matches(TemplateFolder folder) => ManifestOf(folder) is not null;

    public TemplateDefinition Read(TemplateFolder folder)
    {
        var manifest = ManifestOf(folder)!;
        var reading = YamlReader.Read(folder.Text(manifest) ?? "");
        if (reading.Faults is [var fault, ..])
        {
            throw new TemplateFault(TemplateFault.Syntax, fault.Message).At(manifest, fault.Line, fault.Column);
        }

        var declared = PythonYaml.Of(reading.Root) as JinjaDict ?? throw new TemplateFault(TemplateFault.Syntax, "The file has no questions and no settings.").At(manifest, 1, 1);
        var settings = new JinjaDict();
        foreach (var (key, value) in declared.Pairs.Where(pair => ((string)pair.Key!).StartsWith('_')))
        {
            settings[key] = value;
        }

        return new TemplateDefinition
        {
            Format = Name,
            Manifest = manifest,
            Description = settings.TryGet("_description", out var description) ? description as string : null,
            Version = settings.TryGet("_version", out var version) ? PythonText.Str(version) : null,
            Category = settings.TryGet("_category", out var category) ? category as string : null,
            Tags = [.. Lists.Texts(settings, "_tags")],
            Settings = settings,
            Variables = [.. declared.Pairs.Where(pair => !((string)pair.Key!).StartsWith('_')).Select(pair => CopierQuestions.Of((string)pair.Key!, pair.Value, [.. Lists.Texts(settings, "_secret_questions")]))],
            Hooks = [.. Hooks(settings, "_tasks", "task", manifest), .. Hooks(settings, "_migrations", "migration", manifest)],
        };
    }

    public TemplateAnswers Answer(TemplateJob job)
    {
        JinjaExtensions.Refuse(Lists.Texts(job.Definition.Settings, "_jinja_extensions"), job.Definition.Manifest!);
        var answers = new TemplateAnswers();
        var environment = Environment(job);
        foreach (var variable in job.Definition.Variables)
        {
            try
            {
                CopierQuestions.Answer(job, variable, environment, answers);
            }
            catch (TemplateFault fault)
            {
                throw fault.At($"{job.Definition.Manifest} ({variable.Name})");
            }
        }

        return answers;
    }

    public void Render(TemplateJob job, TemplateAnswers answers, RenderedTree tree)
    {
        var environment = Environment(job);
        var variables = Variables(job, answers);
        var root = RootOf(job.Definition, text => environment.Render(job.Definition.Manifest, text, variables));
        var suffix = SuffixOf(job.Definition);
        foreach (var (path, content) in FilesIn(job.Folder, job.Definition, root, pattern => environment.Render(job.Definition.Manifest, pattern, variables)))
        {
            var inside = path[root.Length..];
            var isTemplate = suffix.Length == 0 || inside.EndsWith(suffix, StringComparison.Ordinal);
            var name = environment.Render(path, isTemplate ? inside[..^suffix.Length] : inside, variables);
            // a part of the name that is rendered to nothing means that the file is not wanted
            if (name.Split('/').Any(part => part.Length == 0) && inside.Split('/').All(part => part.Length > 0) && !name.StartsWith('/'))
            {
                continue;
            }

            if (isTemplate && TemplateFolder.TextOf(content) is { } text)
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
        foreach (var text in definition.Variables.SelectMany(variable => (IEnumerable<object?>)[variable.Default, variable.When, variable.Validator]).OfType<string>())
        {
            yield return new TemplatePart(definition.Manifest!, text, IsName: true);
        }

        var root = RootOf(definition, text => text);
        var suffix = SuffixOf(definition);
        foreach (var (path, _) in FilesIn(folder, definition, root.Contains("{{", StringComparison.Ordinal) ? "" : root, pattern => pattern))
        {
            yield return new TemplatePart(path, path, IsName: true);
            if (path.EndsWith(suffix, StringComparison.Ordinal) && folder.Text(path) is { } text)
            {
                yield return new TemplatePart(path, text, IsName: false);
            }
        }
    }

    public IEnumerable<string> Unreachable(TemplateFolder folder, TemplateDefinition definition)
    {
        var root = RootOf(definition, text => text);
        var suffix = SuffixOf(definition);
        return suffix.Length == 0 || root.Contains("{{", StringComparison.Ordinal) ? [] : folder.Files.Keys.Where(path => path.EndsWith(suffix, StringComparison.Ordinal) && !path.StartsWith(root, StringComparison.Ordinal));
    }

    /// <summary>The marks that <c>_envops</c> sets.</summary>
    public static JinjaSyntax SyntaxOf(TemplateDefinition definition)
    {
        if (!definition.Settings.TryGet("_envops", out var set) || set is not JinjaDict options)
        {
            return JinjaSyntax.Files;
        }

        string Mark(string name, string otherwise) => !options.TryGet(name, out var value) ? otherwise
            : value is string { Length: > 0 and < 20 } mark ? mark
            : throw new TemplateFault(TemplateFault.Value, $"_envops.{name} has to be a short text.").At(definition.Manifest);
        bool Flag(string name, bool otherwise) => options.TryGet(name, out var value) ? PythonText.Truth(value) : otherwise;
        return new JinjaSyntax
        {
            BlockStart = Mark("block_start_string", "{%"),
            BlockEnd = Mark("block_end_string", "%}"),
            VariableStart = Mark("variable_start_string", "{{"),
            VariableEnd = Mark("variable_end_string", "}}"),
            CommentStart = Mark("comment_start_string", "{#"),
            CommentEnd = Mark("comment_end_string", "#}"),
            TrimBlocks = Flag("trim_blocks", false),
            LstripBlocks = Flag("lstrip_blocks", false),
            KeepTrailingNewline = Flag("keep_trailing_newline", true),
        };
    }

    /// <summary>Where the template keeps the answers in the project.</summary>
    public static string AnswersFileOf(TemplateDefinition definition) => definition.Settings.TryGet("_answers_file", out var named) && named is string file ? file : AnswersFile;

    private static JinjaEnvironment Environment(TemplateJob job) => new(SyntaxOf(job.Definition), job.Budget) { IsStrict = false, Now = job.Now, Load = job.Folder.Text };

    private static Dictionary<string, object?> Variables(TemplateJob job, TemplateAnswers answers)
    {
        var variables = answers.Values.Pairs.ToDictionary(pair => (string)pair.Key!, pair => pair.Value, StringComparer.Ordinal);
        var kept = new JinjaDict();
        if (job.Folder.Commit is { } commit)
        {
            kept["_commit"] = commit;
        }

        kept["_src_path"] = job.Folder.SourcePath ?? job.Folder.Name;
        foreach (var answer in answers.Answered.Where(answer => !answer.Variable.IsSecret && !answer.Variable.IsComputed))
        {
            kept[answer.Variable.Name] = answer.Value;
        }

        variables["_copier_answers"] = kept;
        variables["_copier_conf"] = new JinjaDict { ["answers_file"] = AnswersFileOf(job.Definition), ["src_path"] = job.Folder.Name, ["sep"] = "/" };
        return variables;
    }

    private static IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> FilesIn(TemplateFolder folder, TemplateDefinition definition, string root, Func<string, string> render)
    {
        List<string> excluded = definition.Settings.Has("_exclude") ? [.. Lists.Texts(definition.Settings, "_exclude").Select(render)] : root.Length > 0 ? [] : [.. UsuallyExcluded];
        return folder.Files.Where(file => file.Key.StartsWith(root, StringComparison.Ordinal) && !excluded.Exists(pattern => Globs.Ignores(pattern, file.Key[root.Length..])));
    }

    private static string RootOf(TemplateDefinition definition, Func<string, string> render)
    {
        if (!definition.Settings.TryGet("_subdirectory", out var named) || named is not string folder)
        {
            return "";
        }

        var root = render(folder).Trim('/');
        return root is "" or "." ? ""
            : root.Split('/').Any(part => part is ".." or "" or ".") || root.Contains('\\', StringComparison.Ordinal)
                ? throw new TemplateFault(TemplateFault.Escape, $"_subdirectory '{root}' lies outside of the template.").At(definition.Manifest)
                : root + "/";
    }

    private static string SuffixOf(TemplateDefinition definition) => definition.Settings.TryGet("_templates_suffix", out var suffix) ? suffix as string ?? "" : ".jinja";

    private static IEnumerable<TemplateHook> Hooks(JinjaDict settings, string name, string kind, string manifest) =>
        settings.TryGet(name, out var tasks) && tasks is JinjaList list ? list.Items.Select(task => new TemplateHook(kind, manifest, PythonText.Str(task))) : [];

    private static string? ManifestOf(TemplateFolder folder) => folder.Has("copier.yml") ? "copier.yml" : folder.Has("copier.yaml") ? "copier.yaml" : null;
}
