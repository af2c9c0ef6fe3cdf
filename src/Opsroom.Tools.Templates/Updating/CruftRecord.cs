using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Updating;

/// <summary>Writes <c>.cruft.json</c> as cruft would after an update.</summary>
internal static class CruftRecord
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string record, string commit, TemplateAnswers answers)
    {
        var kept = JsonNode.Parse(record)!.AsObject();
        kept["commit"] = commit;
        var context = kept["context"] as JsonObject ?? [];
        var values = context["cookiecutter"] as JsonObject ?? [];
        foreach (var answer in answers.Answered.Where(answer => !answer.Variable.IsComputed && !answer.Variable.IsSecret))
        {
            values[answer.Variable.Name] = answer.Value switch
            {
                null => null,
                bool flag => flag,
                long number => number,
                double number => number,
                JinjaDict or JinjaList => values[answer.Variable.Name]?.DeepClone(),
                _ => PythonText.Str(answer.Value),
            };
        }

        context["cookiecutter"] ??= values;
        kept["context"] ??= context;
        return kept.ToJsonString(Indented) + "\n";
    }
}
