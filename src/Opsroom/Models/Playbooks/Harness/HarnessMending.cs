using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Changes jobs whose first attempt was refused or found wanting, so that the second one is another attempt and not the same again.</summary>
internal static class HarnessMending
{
    /// <summary>The same jobs; those that failed or were faulted are mended.</summary>
    public static ImmutableArray<HarnessJob> Mend(ImmutableArray<HarnessJob> jobs, CallLedger ledger, string remediation) => [.. jobs.Select(job => job switch
    {
        HarnessJob.Pipeline pipeline when Complaint(ledger.Find(pipeline.ToCall()), remediation) is { } complaint => Mend(pipeline, complaint),
        HarnessJob.Template template when Complaint(ledger.Find(template.ToCall()), remediation) is { } complaint => Mend(template, complaint),
        _ => job,
    })];

    /// <summary>What is said against an attempt: its failure, or the remediation where its own validation found errors or something is missing.</summary>
    private static string? Complaint(ToolExchange? attempt, string remediation) => attempt switch
    {
        null => null,
        { Succeeded: false } => ToolAnswers.FailureOf(attempt),
        _ when attempt.Result.Member("validation")?.Truth("valid") == false || IsMissingSomething(remediation) => remediation,
        _ => null,
    };

    private static bool IsMissingSomething(string complaint) => complaint.Contains("missing", StringComparison.OrdinalIgnoreCase);

    private static HarnessJob.Pipeline Mend(HarnessJob.Pipeline job, string complaint)
    {
        var options = Without(job.Options, complaint, "options.");
        var environments = WithMissing(job.Environments, complaint);
        var names = options.Count == job.Options.Count && environments.Length == job.Environments.Length;
        return job with
        {
            Name = names ? Plain(job.Name) ?? $"{Plain(job.Service) ?? "service"}-{job.Type}" : job.Name,
            Service = names ? Plain(job.Service) ?? "my-service" : job.Service,
            Environments = names ? [.. environments.Select((name, index) => Plain(name) ?? $"environment-{index + 1}").Distinct(StringComparer.OrdinalIgnoreCase)] : environments,
            Stages = complaint.Contains("stages", StringComparison.Ordinal) ? [] : job.Stages,
            Options = options,
            Assumed = job.Assumed.Add($"A first attempt was not good enough ({Shortened(complaint)}), so this is a second one."),
        };
    }

    private static HarnessJob.Template Mend(HarnessJob.Template job, string complaint)
    {
        var config = Without(job.Config, complaint, "config.");
        return job with
        {
            Name = config.Count == job.Config.Count ? Plain(job.Name) ?? $"Shared {job.Kind}" : job.Name,
            Config = config,
            VersionLabel = complaint.Contains("version_label", StringComparison.Ordinal) ? null : job.VersionLabel,
            Assumed = job.Assumed.Add($"A first attempt was not good enough ({Shortened(complaint)}), so this is a second one."),
        };
    }

    /// <summary>The options that the complaint does not name.</summary>
    private static JsonObject Without(JsonObject options, string complaint, string prefix)
    {
        var kept = options.DeepClone().AsObject();
        foreach (var key in options.Select(option => option.Key).Where(key => complaint.Contains(prefix + key, StringComparison.Ordinal)))
        {
            kept.Remove(key);
        }

        return kept;
    }

    /// <summary>Adds environments that the complaint says are missing.</summary>
    private static ImmutableArray<string> WithMissing(ImmutableArray<string> environments, string complaint)
    {
        if (!IsMissingSomething(complaint))
        {
            return environments;
        }

        var had = environments.Select(name => EnvironmentReader.Normalise(Spelling.Fold(name), certainOnly: false) ?? name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. environments, .. EnvironmentReader.Read(TaskText.Of(complaint)).Select(environment => environment.Name).Where(had.Add)];
    }

    /// <summary>Letters, digits and hyphens only; null where nothing is left.</summary>
    private static string? Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (var c in Spelling.Fold(name))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain.Append(c);
            }
            else if (plain.Length > 0 && plain[^1] != '-')
            {
                plain.Append('-');
            }
        }

        var text = plain.ToString().Trim('-');
        return text.Length == 0 ? null : text.Length <= 60 ? text : text[..60].Trim('-');
    }

    private static string Shortened(string complaint)
    {
        var line = complaint.ReplaceLineEndings(" ").TrimEnd('.');
        return line.Length <= 160 ? line : line[..157] + "…";
    }
}
