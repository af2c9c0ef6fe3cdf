using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>Harness templates: YAML whose runtime inputs are the variables. What is not given stays an input of Harness.</summary>
internal sealed partial class HarnessFormat : ITemplateFormat
{
    public string Name => "harness";

    public bool Matches(TemplateFolder folder) => FileOf(folder) is not null;

    public TemplateDefinition Read(TemplateFolder folder)
    {
        var file = FileOf(folder)!;
        var reading = YamlReader.Read(folder.Text(file)!);
        if (reading.Faults is [var fault, ..])
        {
            throw new TemplateFault(TemplateFault.Syntax, fault.Message).At(file, fault.Line, fault.Column);
        }

        var template = (reading.Root as YamlMap)?["template"] as YamlMap;
        return new TemplateDefinition
        {
            Format = Name,
            Manifest = file,
            Description = template?["description"]?.Text ?? template?["name"]?.Text,
            Version = template?["versionLabel"]?.Text,
            Category = template?["type"]?.Text,
            Tags = ["harness"],
            Variables = [.. Inputs(reading.Root, "").Select(input => input.Variable).DistinctBy(variable => variable.Name, StringComparer.Ordinal)],
        };
    }

    public TemplateAnswers Answer(TemplateJob job)
    {
        var answers = new TemplateAnswers();
        foreach (var variable in job.Definition.Variables)
        {
            var isGiven = job.Given.TryGet(variable.Name, out var given);
            var value = isGiven ? given : variable.Default;
            if (isGiven && variable.Choices.Count > 0 && !variable.Choices.Any(choice => PythonText.Str(choice) == PythonText.Str(value)))
            {
                throw Lists.NoChoice(variable.Name, value, variable.Choices);
            }

            answers.Set(variable, value, !isGiven);
        }

        return answers;
    }

    public void Render(TemplateJob job, TemplateAnswers answers, RenderedTree tree)
    {
        var file = job.Definition.Manifest!;
        var text = job.Folder.Text(file)!;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        foreach (var (variable, scalar) in Inputs(YamlReader.Read(text).Root, "").OrderByDescending(input => input.Scalar.Line).ThenByDescending(input => input.Scalar.Column))
        {
            var answer = answers.Answered.Find(each => each.Variable.Name == variable.Name);
            var at = lines[scalar.Line - 1].IndexOf("<+input>", Math.Max(0, scalar.Column - 1), StringComparison.Ordinal);
            if (answer is { IsDefault: false } && at >= 0)
            {
                var end = at + scalar.Value.Length;
                lines[scalar.Line - 1] = lines[scalar.Line - 1][..at] + Quoted(answer.Value, lines[scalar.Line - 1][..at]) + lines[scalar.Line - 1][Math.Min(end, lines[scalar.Line - 1].Length)..];
            }
        }

        tree.Add(file, string.Join('\n', lines), file);
    }

    public IEnumerable<TemplatePart> Parts(TemplateFolder folder, TemplateDefinition definition) => [];

    private static string Quoted(object? value, string before) =>
        before.EndsWith('"') || before.EndsWith('\'') ? PythonText.Str(value).Replace("\"", "", StringComparison.Ordinal).ReplaceLineEndings(" ") : System.Text.Json.JsonSerializer.Serialize(PythonText.Str(value));

    private static IEnumerable<(TemplateVariable Variable, YamlScalar Scalar)> Inputs(YamlNode? node, string path)
    {
        switch (node)
        {
            case YamlScalar scalar when scalar.Value.StartsWith("<+input>", StringComparison.Ordinal) && scalar.Line > 0:
                var allowed = Allowed().Match(scalar.Value);
                var fallback = Fallback().Match(scalar.Value);
                yield return (
                    new TemplateVariable(path[(path.LastIndexOf('.') + 1)..], "string", $"The value of {path}.", fallback.Success ? fallback.Groups["value"].Value : null, HasDefault: true)
                    {
                        Choices = allowed.Success ? [.. allowed.Groups["values"].Value.Split(',').Select(value => (object?)value.Trim())] : [],
                    },
                    scalar);
                break;
            case YamlMap map:
                var named = map["name"]?.Text;
                foreach (var entry in map.Entries)
                {
                    foreach (var input in Inputs(entry.Value, entry.Key.Value == "value" && named is not null ? $"{path}.{named}" : path.Length == 0 ? entry.Key.Value : $"{path}.{entry.Key.Value}"))
                    {
                        yield return input;
                    }
                }

                break;
            case YamlList list:
                foreach (var input in list.Items.SelectMany(item => Inputs(item, path)))
                {
                    yield return input;
                }

                break;
        }
    }

    private static string? FileOf(TemplateFolder folder) => folder.Files.Keys.FirstOrDefault(path => (path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal))
        && folder.Text(path) is { } text && Head().IsMatch(text) && text.Contains("versionLabel:", StringComparison.Ordinal) && text.Contains("spec:", StringComparison.Ordinal));

    [GeneratedRegex(@"(?:^|\n)template:[ \t]*\r?\n", RegexOptions.NonBacktracking)]
    private static partial Regex Head();

    [GeneratedRegex(@"\.allowedValues\((?<values>[^)]*)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();

    [GeneratedRegex(@"\.default\((?<value>[^)]*)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Fallback();
}
