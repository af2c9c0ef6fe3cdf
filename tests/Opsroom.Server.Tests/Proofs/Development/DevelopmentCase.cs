using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>A case of <c>evals/development</c>: what its YAML says, and the files beside it.</summary>
internal sealed record DevelopmentCase(string Name, string Path, JsonObject Expected)
{
    /// <summary>The folder of a set.</summary>
    public static string Folder(params string[] parts) => System.IO.Path.Combine([AjvJudge.RepositoryRoot, "evals", "development", .. parts]);

    /// <summary>The cases of a folder: every YAML file that the pattern meets.</summary>
    public static IReadOnlyList<DevelopmentCase> Of(string folder, string pattern = "*.yaml") =>
        [.. Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => new DevelopmentCase(System.IO.Path.GetRelativePath(folder, path), path, ObjectYaml.ReadOne(File.ReadAllText(path))))];

    public string? Text(string field) => (string?)Expected[field];

    public IEnumerable<JsonObject> List(string field) => Expected[field] is JsonArray list ? list.Select(item => item!.AsObject()) : [];

    public IEnumerable<string> Texts(string field) => Expected[field] is JsonArray list ? list.Select(item => (string)item!) : [];

    /// <summary>The file of the same name with another ending.</summary>
    public string Beside(string extension) => File.ReadAllText(System.IO.Path.ChangeExtension(Path, extension));

    public override string ToString() => Name;
}

/// <summary>A finding, as far as proofs look at it.</summary>
internal sealed record Found(string Rule, string Severity, int Line)
{
    private static readonly string[] Order = ["info", "warning", "error"];

    public int Rank => RankOf(Severity);

    public static int RankOf(string severity) => Array.IndexOf(Order, severity);

    public static IReadOnlyList<Found> ListOf(JsonObject answer) =>
        [.. answer["result"]!["findings"]!.AsArray().Select(finding => new Found((string)finding!["rule"]!, (string)finding["severity"]!, (int?)finding["line"] ?? 0))];

    /// <summary>The result of a call that must have succeeded.</summary>
    public static JsonObject Result(Answered answer)
    {
        Assert.True(answer.Status == "success", answer.ToString());
        return answer.Body["result"]!.AsObject();
    }

    public override string ToString() => $"{Line}:{Severity}:{Rule}";
}
