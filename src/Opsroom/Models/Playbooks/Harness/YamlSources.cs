using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Finds the YAML that a task wants judged: in its text, its context, or the workspace.</summary>
internal static class YamlSources
{
    private const string Folder = "harness/";

    public static IReadOnlyList<HarnessJob.Validation> Find(PlaybookBrief asked, TaskBrief brief, ContextValues context)
    {
        var shown = brief.CodeBlocks.Where(block => block.Kind is "yaml" or "json" or "text").Select(block => block.Content);
        if (context.Document("yaml", "yamlcontent", "pipelineyaml", "content", "pipeline", "template") is { } given)
        {
            shown = shown.Append(given);
        }

        HarnessJob.Validation[] texts = [.. shown.Select(yaml => new HarnessJob.Validation(yaml, null))];
        if (texts.Length > 0)
        {
            return texts;
        }

        string[] named = [.. brief.Paths.Where(IsYaml)];
        if (named.Length > 0)
        {
            return [.. named.Select(path => new HarnessJob.Validation(null, asked.FileNamed(path)))];
        }

        if (!brief.Text.Has(Term.Validate | Term.Repair))
        {
            return [];
        }

        string[] present = [.. asked.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && IsYaml(file))];
        string[] candidates = present.Length > 0 ? present : [.. asked.Files.Where(IsYaml)];
        return candidates.Length == 1 || present.Length > 0 ? [.. candidates.Select(path => new HarnessJob.Validation(null, path))] : [];
    }

    private static bool IsYaml(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
