using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Opsroom.Tools.Templates.Scaffolding.Rendering;

/// <summary>Fills in the files of our own scaffolds. A name that is not known is an error and no gap.</summary>
internal sealed class ScaffoldRenderer
{
    private readonly ScriptObject values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    public ScaffoldRenderer(IReadOnlyDictionary<string, object> given)
    {
        foreach (var (name, value) in given)
        {
            values.SetValue(name, value, readOnly: true);
            if (value is string text)
            {
                names.Add(name, text);
            }
        }
    }

    public string PathOf(string path) => Placeholders.FillPath(path, names);

    public string Render(string folder, string path)
    {
        var context = new TemplateContext(StringComparer.Ordinal) { StrictVariables = true, TemplateLoader = new SharedParts(), NewLine = "\n" };
        context.PushGlobal(values);
        return Parsed(ScaffoldFiles.Read(folder, path), $"{folder}/{path}").Render(context);
    }

    private static Template Parsed(string text, string path)
    {
        var template = Template.Parse(Placeholders.ToScriban(text), path);
        return template.HasErrors ? throw new InvalidDataException(string.Join(" ", template.Messages)) : template;
    }

    /// <summary>Parts that several scaffolds include, by name.</summary>
    private sealed class SharedParts : ITemplateLoader
    {
        public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => templateName;

        public string Load(TemplateContext context, SourceSpan callerSpan, string templatePath) => Placeholders.ToScriban(ScaffoldFiles.Read("parts", templatePath));

        public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) => new(Load(context, callerSpan, templatePath));
    }
}
