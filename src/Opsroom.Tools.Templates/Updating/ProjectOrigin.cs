using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Generation;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Updating;

/// <summary>What a project says it was made from: in our own file, or in that of copier or cruft.</summary>
/// <param name="File">The file that says it.</param>
/// <param name="Template">A name or a path, as it stands there.</param>
internal sealed record ProjectOrigin(string File, string Template)
{
    public const string CruftFile = ".cruft.json";

    public JinjaDict Answers { get; init; } = new();

    /// <summary>The template's own values at that time, to tell when one of them changed.</summary>
    public JinjaDict Defaults { get; init; } = new();

    /// <summary>Variables that were given and are not kept.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public string? Version { get; init; }

    /// <summary>The commit, or tag, of the template's repository.</summary>
    public string? Commit { get; init; }

    /// <summary>What was rendered; null where it is not kept.</summary>
    public RenderedBase? Base { get; init; }

    /// <summary>Patterns of files that updates leave alone.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    public bool IsPath { get; init; }

    public bool IsOurs => File == TemplateState.File;

    public bool IsCruft => File == CruftFile;

    /// <summary>The last part of a path or an address, by which a catalogue would have the template.</summary>
    public string Name
    {
        get
        {
            var plain = Template.TrimEnd('/');
            plain = plain.EndsWith(".git", StringComparison.Ordinal) ? plain[..^4] : plain;
            return plain[(plain.LastIndexOfAny(['/', ':']) + 1)..];
        }
    }

    /// <summary>Null where no file says it.</summary>
    /// <exception cref="TemplateFault">A file does not read as what it is called.</exception>
    public static ProjectOrigin? Of(ProjectOnHand project)
    {
        if (project.Text(TemplateState.File) is { } state)
        {
            var kept = TemplateState.Read(state);
            return new ProjectOrigin(TemplateState.File, kept.Template)
            {
                IsPath = kept.IsPath,
                Answers = kept.Answers,
                Defaults = kept.Defaults,
                Secrets = kept.Secrets,
                Version = kept.Version,
                Commit = kept.Commit,
                Base = kept.Base.IsEmpty ? null : kept.Base,
            };
        }

        var answers = project.Files.Keys.FirstOrDefault(path => path.StartsWith(".copier-answers", StringComparison.Ordinal) && Path.GetExtension(path) is ".yml" or ".yaml" && !path.Contains('/', StringComparison.Ordinal));
        return answers is not null ? OfCopier(answers, project.Text(answers) ?? "") : project.Text(CruftFile) is { } cruft ? OfCruft(cruft) : null;
    }

    private static ProjectOrigin OfCopier(string file, string text)
    {
        if (Read(() => PythonYaml.Read(text), file) is not JinjaDict kept || !kept.TryGet("_src_path", out var source) || source is not string template)
        {
            throw new TemplateFault(TemplateFault.Syntax, "The file does not name a template (_src_path).").At(file);
        }

        return new ProjectOrigin(file, template) { IsPath = Path.IsPathFullyQualified(template), Answers = Public(kept), Commit = kept.TryGet("_commit", out var commit) && commit is not null ? PythonText.Str(commit) : null };
    }

    private static ProjectOrigin OfCruft(string text)
    {
        if (Read(() => PythonJson.Read(text), CruftFile) is not JinjaDict kept || !kept.TryGet("template", out var source) || source is not string template)
        {
            throw new TemplateFault(TemplateFault.Syntax, "The file does not name a template.").At(CruftFile);
        }

        var answers = kept.TryGet("context", out var context) && context is JinjaDict all && all.TryGet("cookiecutter", out var own) && own is JinjaDict values ? Public(values) : new JinjaDict();
        return new ProjectOrigin(CruftFile, template)
        {
            IsPath = Path.IsPathFullyQualified(template),
            Answers = answers,
            Commit = kept.TryGet("commit", out var commit) ? commit as string : null,
            Left = [.. Lists.Texts(kept, "skip")],
        };
    }

    private static object? Read(Func<object?> read, string file)
    {
        try
        {
            return read();
        }
        catch (TemplateFault fault)
        {
            throw fault.At(file);
        }
    }

    private static JinjaDict Public(JinjaDict values)
    {
        var answers = new JinjaDict();
        foreach (var (key, value) in values.Pairs.Where(pair => pair.Key is string name && !name.StartsWith('_')))
        {
            answers[key] = value;
        }

        return answers;
    }
}
