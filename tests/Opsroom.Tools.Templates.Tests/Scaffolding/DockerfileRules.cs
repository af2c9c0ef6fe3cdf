using System.Text.RegularExpressions;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

/// <summary>The rules of hadolint and of our own that a Dockerfile of a scaffold is held to.</summary>
internal static partial class DockerfileRules
{
    public static IEnumerable<string> BrokenBy(string dockerfile)
    {
        List<(string Word, string Text)> steps = [.. Continued().Replace(dockerfile, " ").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#')).Select(line => (line.Split(' ')[0], line[line.Split(' ')[0].Length..].Trim()))];
        var images = steps.Where(step => step.Word == "FROM").Select(step => step.Text.Split(' ')[0]).ToList();
        var lastStage = steps.FindLastIndex(step => step.Word == "FROM");
        if (images.Count < 2)
        {
            yield return "it has one stage";
        }

        foreach (var image in images.Where(image => image != "scratch" && !Pinned().IsMatch(image)))
        {
            yield return $"{image} is not pinned to a version";
        }

        var user = steps.Skip(lastStage).LastOrDefault(step => step.Word == "USER").Text;
        if (user is null || !NumericUser().IsMatch(user) || steps.FindLastIndex(step => step.Word == "USER") > steps.FindIndex(lastStage, step => step.Word == "ENTRYPOINT"))
        {
            yield return $"the user '{user}' of the last stage is no number above 0, set before ENTRYPOINT";
        }

        if (steps.Skip(lastStage).Any(step => step.Word is "COPY" && step.Text.StartsWith(". ", StringComparison.Ordinal)))
        {
            yield return "the last stage takes in the whole folder";
        }

        foreach (var (word, rest) in steps)
        {
            var broken = word switch
            {
                "ADD" => "use COPY",
                "MAINTAINER" => "is deprecated",
                "ENTRYPOINT" or "CMD" when !rest.StartsWith('[') => "takes the form of a list, so that signals arrive",
                "WORKDIR" when !rest.StartsWith('/') => "is not absolute",
                "RUN" when rest.Contains("sudo ", StringComparison.Ordinal) => "uses sudo",
                "RUN" when rest.Contains("apt-get install", StringComparison.Ordinal) && !rest.Contains("--no-install-recommends", StringComparison.Ordinal) => "installs what is only recommended",
                "RUN" when rest.Contains("apk add", StringComparison.Ordinal) && !rest.Contains("--no-cache", StringComparison.Ordinal) => "keeps the cache of apk",
                "RUN" when rest.Contains("| sh", StringComparison.Ordinal) || rest.Contains("| bash", StringComparison.Ordinal) => "runs what it fetches",
                "RUN" when rest.Contains("npm install", StringComparison.Ordinal) => "use npm ci",
                "ENV" or "ARG" when Secret().IsMatch(rest) => "may hold a secret",
                _ => null,
            };
            if (broken is not null)
            {
                yield return $"{word} {rest}: {broken}";
            }
        }

        if (steps.Count(step => step.Word == "ENTRYPOINT") != 1 || !steps.Skip(lastStage).Any(step => step.Word == "EXPOSE"))
        {
            yield return "it has not one ENTRYPOINT, or no EXPOSE";
        }
    }

    [GeneratedRegex(@"\\\r?\n", RegexOptions.NonBacktracking)]
    private static partial Regex Continued();

    [GeneratedRegex(@"^[a-z0-9./_-]+:[a-z0-9._-]*[0-9]+\.[0-9]+[A-Za-z0-9._-]*(@sha256:[a-f0-9]{64})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pinned();

    [GeneratedRegex("^[1-9][0-9]*(:[1-9][0-9]*)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NumericUser();

    [GeneratedRegex("password|secret|token|api_key", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Secret();
}
