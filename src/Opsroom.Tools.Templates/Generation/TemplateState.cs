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
/// <param name="Base">What was rendered; empty where it is too large to keep.</param>
internal sealed record TemplateState(string Template, bool IsPath, string Format, string? Version, string? Commit, JinjaDict Answers, RenderedBase Base)
{
    public const string File = ".opsroom-template.yml";

    private const int LargestBase = 8 << 20;

    /// <summary>The template's own values where nobody gave one.</summary>
    public JinjaDict Defaults { get; init; } = new();

    /// <summary>Names of secret variables that were given.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The project's folder within what was rendered: cookiecutter makes one, the others render into the output folder itself.</summary>
    public static string ProjectIn(RenderedTemplate rendered) => rendered.Definition.Format == "cookiecutter" && rendered.Tree.Files.FirstOrDefault()?.Path is { } path && path.Contains('/', StringComparison.Ordinal)
        ? path[..(path.IndexOf('/', StringComparison.Ordinal) + 1)] : "";

    public static TemplateState Of(RenderedTemplate rendered, string template, bool isPath)
    {
        var (answers, defaults, secrets) = (new JinjaDict(), new JinjaDict(), new List<string>());
        foreach (var (variable, value, isDefault) in rendered.Answers.Answered.Where(answer => !answer.Variable.IsComputed && !(answer.Variable.IsInferred && answer.IsDefault)))
        {
            if (!variable.IsSecret)
            {
                (isDefault ? defaults : answers)[variable.Name] = value;
            }
            else if (!isDefault)
            {
                secrets.Add(variable.Name);
            }
        }

        var made = RenderedBase.Of(rendered);
        return new TemplateState(template, isPath, rendered.Definition.Format, rendered.Definition.Version, rendered.Folder.Commit, answers, made.Texts.Values.Sum(text => (long)text.Length) > LargestBase ? RenderedBase.Empty : made)
        {
            Defaults = defaults,
            Secrets = secrets,
        };
    }

    public string Write(RenderBudget budget)
    {
        var kept = new JinjaDict
        {
            [IsPath ? "template_path" : "template_name"] = Template,
            ["format"] = Format,
            ["version"] = Version,
            ["answers"] = Answers,
        };
        if (Commit is not null)
        {
            kept["commit"] = Commit;
        }

        if (Defaults.Count > 0)
        {
            kept["defaults"] = Defaults;
        }

        if (Secrets.Count > 0)
        {
            kept["secrets"] = new JinjaList([.. Secrets]);
        }

        if (Base.Hashes.Count > 0)
        {
            var hashes = new JinjaDict();
            foreach (var (path, hash) in Base.Hashes.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                hashes[path] = hash;
            }

            kept["binary"] = hashes;
        }

        kept["base"] = Packed(Base.Texts);
        return "# Written by generate_from_template: what the project was made from. Keep it with the project.\n" + PythonYaml.Write(kept, 2, sortsKeys: false, budget);
    }

    /// <exception cref="TemplateFault">The text is no state.</exception>
    public static TemplateState Read(string text)
    {
        if (PythonYaml.Read(text) is not JinjaDict kept || !(kept.TryGet("template_name", out var name) | kept.TryGet("template_path", out var path)) || (name ?? path) is not string template)
        {
            throw new TemplateFault(TemplateFault.Syntax, "The file does not name a template.").At(File);
        }

        JinjaDict Dict(string key) => kept.TryGet(key, out var value) && value is JinjaDict dict ? dict : new JinjaDict();
        string? Text(string key) => kept.TryGet(key, out var value) && value is not null ? PythonText.Str(value) : null;
        var hashes = Texts(Dict("binary"));
        return new TemplateState(
            template, path is not null, Text("format") ?? "", Text("version"), Text("commit"), Dict("answers"),
            kept.TryGet("base", out var rendered) && rendered is string packed ? new RenderedBase(Unpacked(packed), hashes) : new RenderedBase(Texts(Dict("base")), hashes))
        {
            Defaults = Dict("defaults"),
            Secrets = [.. Lists.Texts(kept, "secrets")],
        };
    }

    private static Dictionary<string, string> Texts(JinjaDict dict) => dict.Pairs.Where(pair => pair is { Key: string, Value: string }).ToDictionary(pair => (string)pair.Key!, pair => (string)pair.Value!, StringComparer.Ordinal);

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
