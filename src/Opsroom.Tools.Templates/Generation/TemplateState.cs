using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Generation;

/// <summary>
/// What a project remembers of its template, in <c>.opsroom-template.yml</c>: which it was, the answers without secrets, and what it rendered, packed,
/// so that a later version can be merged whatever became of the template.
/// </summary>
/// <param name="Base">The rendered texts by path relative to the project.</param>
internal sealed record TemplateState(string Template, bool IsPath, string Format, string? Version, JinjaDict Answers, IReadOnlyDictionary<string, string> Base)
{
    public const string File = ".opsroom-template.yml";

    private const int LargestBase = 8 << 20;

    /// <summary>The project's folder within what was rendered: cookiecutter makes one, the others render into the output folder itself.</summary>
    public static string ProjectIn(RenderedTemplate rendered) => rendered.Definition.Format == "cookiecutter" && rendered.Tree.Files.FirstOrDefault()?.Path is { } path && path.Contains('/', StringComparison.Ordinal)
        ? path[..(path.IndexOf('/', StringComparison.Ordinal) + 1)] : "";

    public static TemplateState Of(RenderedTemplate rendered, string template, bool isPath)
    {
        var answers = new JinjaDict();
        foreach (var answer in rendered.Answers.Answered.Where(answer => !answer.IsDefault && !answer.Variable.IsSecret && !answer.Variable.IsComputed))
        {
            answers[answer.Variable.Name] = answer.Value;
        }

        var project = ProjectIn(rendered);
        var texts = rendered.Tree.Files.Where(file => file.Path.StartsWith(project, StringComparison.Ordinal)).Select(file => (Path: file.Path[project.Length..], Text: TemplateFolder.TextOf(file.Bytes)))
            .Where(file => file.Text is not null).ToDictionary(file => file.Path, file => file.Text!, StringComparer.Ordinal);
        return new TemplateState(template, isPath, rendered.Definition.Format, rendered.Definition.Version, answers, texts.Values.Sum(text => (long)text.Length) > LargestBase ? new Dictionary<string, string>(StringComparer.Ordinal) : texts);
    }

    public string Write(RenderBudget budget)
    {
        var kept = new JinjaDict
        {
            [IsPath ? "template_path" : "template_name"] = Template,
            ["format"] = Format,
            ["version"] = Version,
            ["answers"] = Answers,
            ["base"] = Packed(Base),
        };
        return "# Written by generate_from_template: what the project was made from. Keep it with the project.\n" + PythonYaml.Write(kept, 2, sortsKeys: false, budget);
    }

    /// <exception cref="TemplateFault">The text is no state.</exception>
    public static TemplateState Read(string text)
    {
        if (PythonYaml.Read(text) is not JinjaDict kept || !(kept.TryGet("template_name", out var name) | kept.TryGet("template_path", out var path)) || (name ?? path) is not string template)
        {
            throw new TemplateFault(TemplateFault.Syntax, "The file does not name a template.").At(File);
        }

        var answers = kept.TryGet("answers", out var given) && given is JinjaDict dict ? dict : new JinjaDict();
        return new TemplateState(
            template, path is not null, kept.TryGet("format", out var format) ? PythonText.Str(format) : "", kept.TryGet("version", out var version) && version is not null ? PythonText.Str(version) : null, answers,
            kept.TryGet("base", out var packed) && packed is string data ? Unpacked(data) : new Dictionary<string, string>(StringComparer.Ordinal));
    }

    private static string Packed(IReadOnlyDictionary<string, string> texts)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(brotli, new SortedDictionary<string, string>(texts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    private static Dictionary<string, string> Unpacked(string data)
    {
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(Convert.FromBase64String(data)), CompressionMode.Decompress);
            using var reader = new StreamReader(brotli, Encoding.UTF8);
            var buffer = new char[(LargestBase * 2) + 1];
            var length = reader.ReadBlock(buffer);
            return length < buffer.Length ? JsonSerializer.Deserialize<Dictionary<string, string>>(new string(buffer, 0, length)) ?? [] : throw new InvalidDataException();
        }
        catch (Exception damaged) when (damaged is FormatException or InvalidDataException or InvalidOperationException or JsonException or IOException)
        {
            throw new TemplateFault(TemplateFault.Syntax, "What the file keeps of the rendered template is damaged; take the file of the last commit.").At(File);
        }
    }
}
