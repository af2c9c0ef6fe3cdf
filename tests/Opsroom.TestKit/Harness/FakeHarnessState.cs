using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Opsroom.TestKit.Harness;

/// <summary>A request as it came over the wire.</summary>
public sealed record FakeHarnessRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Whether it saves or runs something.</summary>
    public bool IsWrite => Method == "PUT" || (Method == "POST" && (Path.EndsWith("/pipelines/v2", StringComparison.Ordinal) || Path.Contains("/pipeline/execute/", StringComparison.Ordinal)));
}

/// <summary>What a request meets instead of its answer.</summary>
public sealed record FakeHarnessFault
{
    /// <summary>0: the connection breaks; below 0: none.</summary>
    public int Status { get; init; }

    public string Code { get; init; } = "UNKNOWN_ERROR";

    public string Message { get; init; } = "Something failed.";

    /// <summary>Another body than Harness's envelope.</summary>
    public string? Body { get; init; }

    public string MediaType { get; init; } = "text/html";

    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How long nothing is said before the connection breaks.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>Whether the request is carried out before its answer is lost.</summary>
    public bool After { get; init; }

    /// <summary>The connection breaks, and nothing was done.</summary>
    public static FakeHarnessFault Cut { get; } = new();

    /// <summary>None: the request is answered as usual, and the next one meets what follows.</summary>
    public static FakeHarnessFault None { get; } = new() { Status = -1 };

    /// <summary>The request is carried out and the connection breaks.</summary>
    public static FakeHarnessFault LostAnswer { get; } = new() { After = true };

    /// <summary>Too many requests.</summary>
    public static FakeHarnessFault Busy(string? retryAfter = null) => new()
    {
        Status = 429,
        Code = "TOO_MANY_REQUESTS",
        Message = "Too many requests. Please try again later.",
        Headers = retryAfter is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add("Retry-After", retryAfter),
    };

    public static FakeHarnessFault Error(int status, string code, string message) => new() { Status = status, Code = code, Message = message };
}

/// <summary>Where a pipeline's YAML stands in a repository.</summary>
public sealed record FakeGit(string Repository, string Branch, string FilePath, string ObjectId, string CommitId, string Connector)
{
    internal FakeGit Committed() => this with { ObjectId = ObjectId + "1", CommitId = CommitId + "1" };
}

/// <summary>A run that goes through its states, one at each look.</summary>
/// <param name="Inputs">The YAML it was started with.</param>
public sealed record FakeRun(string Id, string Pipeline, string Inputs, string Notes, ImmutableArray<string> States, ImmutableArray<string> Stages)
{
    public int Looks { get; init; }

    public string Failure { get; init; } = "Deployment exceeded its progress deadline.\nSee https://logs.example/1";

    public string Status => States[Math.Min(Looks, States.Length - 1)];

    /// <summary>Stages are done one after another; the last one is as the run is.</summary>
    public string StatusOfStage(int index) =>
        Status is "Success" ? "Success"
        : index < Math.Min(Looks, Stages.Length - 1) ? "Success"
        : index == Math.Min(Looks, Stages.Length - 1) ? Status
        : "NotStarted";
}

/// <summary>A pipeline as the fake keeps it.</summary>
internal sealed partial record FakePipeline(string Identifier, string Yaml, long Version, FakeGit? Git)
{
    public ImmutableArray<string> StageNames => [.. StageName().Matches(Yaml).Select(match => match.Groups["name"].Value.Trim('"', '\'', ' '))];

    public static string? IdentifierIn(string yaml) => PipelineIdentifier().Match(yaml) is { Success: true } match ? match.Groups["id"].Value : null;

    [GeneratedRegex(@"^pipeline:\n(?:[ ]{2}.*\n)*?[ ]{2}identifier:[ ]*(?<id>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PipelineIdentifier();

    [GeneratedRegex(@"-[ ]stage:\n[ ]+(?:identifier:.*\n[ ]+)?name:[ ]*(?<name>[^\n]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StageName();
}
