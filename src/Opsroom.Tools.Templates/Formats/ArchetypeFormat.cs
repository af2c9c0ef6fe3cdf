using System.Xml;
using System.Xml.Linq;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Templates.Velocity;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>Maven archetypes: <c>archetype-metadata.xml</c> with file sets and properties, resources in Velocity, a script that is never run.</summary>
internal sealed class ArchetypeFormat : ITemplateFormat
{
    private const string Metadata = "META-INF/maven/archetype-metadata.xml";
    private const string Script = "META-INF/archetype-post-generate.groovy";
    private const string InSources = "src/main/resources/";

    public string Name => "maven-archetype";

    public bool Matches(TemplateFolder folder) => RootOf(folder) is not null;

    public TemplateDefinition Read(TemplateFolder folder)
    {
        var root = RootOf(folder)!;
        var descriptor = Descriptor(folder);
        var properties = Elements(Element(descriptor, "requiredProperties"), "requiredProperty").Select(VariableOf).ToList();
        TemplateVariable[] usual =
        [
            new("groupId", "string", "The group of the project, such as org.example.", null, HasDefault: false) { Pattern = "[A-Za-z0-9_.-]+" },
            new("artifactId", "string", "The name of the project, such as billing.", null, HasDefault: false) { Pattern = "[A-Za-z0-9_.-]+" },
            new("version", "string", "The version of the project.", "1.0-SNAPSHOT", HasDefault: true),
            new("package", "string", "The Java package; the group where none is given.", "${groupId}", HasDefault: true) { Pattern = @"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*" },
        ];
        return new TemplateDefinition
        {
            Format = Name,
            Manifest = root + Metadata,
            Description = descriptor.Attribute("name")?.Value,
            Variables = [.. usual.Where(variable => properties.TrueForAll(other => other.Name != variable.Name)), .. properties],
            Hooks = folder.Text(root + Script) is { } script ? [new TemplateHook("script", root + Script, script)] : [],
        };
    }

    public TemplateAnswers Answer(TemplateJob job)
    {
        var answers = new TemplateAnswers();
        foreach (var variable in job.Definition.Variables)
        {
            if (job.Given.TryGet(variable.Name, out var given))
            {
                answers.Set(variable, PythonText.Str(given), isDefault: false);
            }
            else if (variable.HasDefault)
            {
                answers.Set(variable, VelocityRun.Render(job.Definition.Manifest, PythonText.Str(variable.Default), Variables(answers.Values), job.Budget), isDefault: true);
            }
            else
            {
                answers.Missing.Add(variable);
            }
        }

        foreach (var answer in answers.Answered)
        {
            Patterns.Check(answer.Variable, answer.Value, job.Budget);
        }

        answers.Values["rootArtifactId"] = answers.Values.TryGet("artifactId", out var artifact) ? artifact : "";
        return answers;
    }

    public void Render(TemplateJob job, TemplateAnswers answers, RenderedTree tree)
    {
        var root = RootOf(job.Folder)!;
        var variables = Variables(answers.Values);
        variables["packageInPathFormat"] = PythonText.Str(answers.Values["package"]).Replace('.', '/');
        Module(job, root + "archetype-resources/", Descriptor(job.Folder), "", variables, tree, 0);
    }

    public IEnumerable<TemplatePart> Parts(TemplateFolder folder, TemplateDefinition definition)
    {
        var root = RootOf(folder)!;
        foreach (var path in folder.Files.Keys.Where(path => path.StartsWith(root + "archetype-resources/", StringComparison.Ordinal)))
        {
            var inside = path[(root.Length + "archetype-resources/".Length)..];
            if (folder.Text(path) is { } text && (inside == "pom.xml" || Sets(Descriptor(folder)).Any(set => set.IsFiltered && set.Takes(inside))))
            {
                yield return new TemplatePart(path, text, IsName: false);
            }
        }
    }

    public IEnumerable<string> Unreachable(TemplateFolder folder, TemplateDefinition definition)
    {
        var resources = RootOf(folder)! + "archetype-resources/";
        var descriptor = Descriptor(folder);
        var sets = Sets(descriptor).ToList();
        return Element(descriptor, "modules") is not null ? [] : folder.Files.Keys.Where(path =>
            path.StartsWith(resources, StringComparison.Ordinal) && path[resources.Length..] is var inside && inside != "pom.xml" && !sets.Exists(set => set.Takes(inside)));
    }

    private static void Module(TemplateJob job, string resources, XElement descriptor, string target, Dictionary<string, object?> variables, RenderedTree tree, int depth)
    {
        if (depth > 10)
        {
            throw new TemplateFault(TemplateFault.Limit, "Modules are nested deeper than 10 levels.").At(job.Definition.Manifest);
        }

        if (job.Folder.Text(resources + "pom.xml") is { } pom)
        {
            tree.Add(target + "pom.xml", VelocityRun.Render(resources + "pom.xml", pom, variables, job.Budget), resources + "pom.xml");
        }

        foreach (var set in Sets(descriptor))
        {
            if (set.Directory.Split('/').Any(part => part is "..") || set.Directory.StartsWith('/') || set.Directory.Contains('\\', StringComparison.Ordinal))
            {
                throw new TemplateFault(TemplateFault.Escape, $"The file set '{set.Directory}' lies outside of the archetype.").At(job.Definition.Manifest);
            }

            foreach (var (path, content) in job.Folder.Files.Where(file => file.Key.StartsWith(resources, StringComparison.Ordinal)))
            {
                var inside = path[resources.Length..];
                if (inside == "pom.xml" || !set.Takes(inside))
                {
                    continue;
                }

                var below = set.Directory.Length == 0 ? inside : inside[(set.Directory.Length + 1)..];
                var folder = set.Directory.Length == 0 ? "" : set.Directory + "/";
                var name = target + Named(folder, variables) + (set.IsPackaged ? variables["packageInPathFormat"] + "/" : "") + Named(below, variables);
                var text = set.IsFiltered ? TemplateFolder.TextOf(content) : null;
                tree.Add(name, text is null ? content : System.Text.Encoding.UTF8.GetBytes(VelocityRun.Render(path, text, variables, job.Budget)), path);
            }
        }

        foreach (var module in Elements(Element(descriptor, "modules"), "module"))
        {
            var folder = module.Attribute("dir")?.Value ?? "";
            var inner = new Dictionary<string, object?>(variables, StringComparer.Ordinal)
            {
                ["artifactId"] = VelocityRun.Render(job.Definition.Manifest, module.Attribute("id")?.Value ?? folder, variables, job.Budget),
                ["parentArtifactId"] = variables.GetValueOrDefault("artifactId"),
            };
            Module(job, $"{resources}{folder}/", module, $"{target}{Named(folder, inner)}/", inner, tree, depth + 1);
        }
    }

    /// <summary>Names in double underscores in the names of files.</summary>
    private static string Named(string path, IReadOnlyDictionary<string, object?> variables) =>
        variables.Aggregate(path, (named, variable) => named.Replace($"__{variable.Key}__", VelocityRun.Text(variable.Value), StringComparison.Ordinal));

    private static Dictionary<string, object?> Variables(JinjaDict values) => values.Pairs.ToDictionary(pair => (string)pair.Key!, pair => pair.Value, StringComparer.Ordinal);

    private static TemplateVariable VariableOf(XElement property) =>
        new(property.Attribute("key")?.Value ?? "", "string", null, Element(property, "defaultValue")?.Value, Element(property, "defaultValue") is not null) { Pattern = Element(property, "validationRegex")?.Value };

    private static IEnumerable<FileSet> Sets(XElement descriptor) => Elements(Element(descriptor, "fileSets"), "fileSet").Select(set => new FileSet(
        (Element(set, "directory")?.Value ?? "").Trim().TrimEnd('/'), set.Attribute("filtered")?.Value == "true", set.Attribute("packaged")?.Value == "true",
        [.. Elements(Element(set, "includes"), "include").Select(each => each.Value.Trim())], [.. Elements(Element(set, "excludes"), "exclude").Select(each => each.Value.Trim())]));

    private static XElement Descriptor(TemplateFolder folder)
    {
        var file = RootOf(folder)! + Metadata;
        try
        {
            using var text = new StringReader(folder.Text(file) ?? "");
            using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 2 << 20 });
            return XDocument.Load(reader).Root!;
        }
        catch (XmlException wrong)
        {
            throw new TemplateFault(TemplateFault.Syntax, $"This is no descriptor of an archetype: {wrong.Message}").At(file, wrong.LineNumber, wrong.LinePosition);
        }
    }

    private static XElement? Element(XElement? of, string name) => of?.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    private static IEnumerable<XElement> Elements(XElement? of, string name) => of?.Elements().Where(element => element.Name.LocalName == name) ?? [];

    private static string? RootOf(TemplateFolder folder) => folder.Has(Metadata) ? "" : folder.Has(InSources + Metadata) ? InSources : null;

    private sealed record FileSet(string Directory, bool IsFiltered, bool IsPackaged, IReadOnlyList<string> Includes, IReadOnlyList<string> Excludes)
    {
        public bool Takes(string path)
        {
            if (Directory.Length > 0 && !path.StartsWith(Directory + "/", StringComparison.Ordinal))
            {
                return false;
            }

            var below = Directory.Length == 0 ? path : path[(Directory.Length + 1)..];
            return (Includes.Count == 0 || Includes.Any(pattern => Globs.Ant(pattern, below))) && !Excludes.Any(pattern => Globs.Ant(pattern, below));
        }
    }
}
