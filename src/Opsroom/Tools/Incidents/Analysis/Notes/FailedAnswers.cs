using System.Text.RegularExpressions;

namespace Opsroom.Tools.Incidents.Analysis.Notes;

/// <summary>
/// Whether a tool gave no answer: it failed itself, was not let in, or holds nothing of the time that it was asked for. Such an answer says nothing about the system. Where the
/// command tries the system out, its failure is the answer, unless it names the way to look as what failed.
/// </summary>
internal static partial class FailedAnswers
{
    private const int FewLines = 3;
    private const int SomeLines = 5;

    /// <param name="answer">The first lines, joined.</param>
    /// <param name="count">How many lines there are.</param>
    /// <param name="hasRows">Whether a table with rows is among them, which is an answer.</param>
    public static bool Is(string command, string answer, int count, bool hasRows) =>
        (count <= FewLines && (EmptyAnswer().IsMatch(answer) || NothingIn().IsMatch(answer)))
        || (count <= SomeLines && !hasRows && (NotLetLook().IsMatch(answer) || (!IsProbe(command) && (IsLog(command) ? FailedReading() : FailedAnswer()).IsMatch(answer))));

    /// <summary>A command that tries the system out.</summary>
    public static bool IsProbe(string command) => ProbeCommand().IsMatch(command);

    [GeneratedRegex(@"^\s*(?:\[\s*\]|\{\s*\}|null|.*""result""\s*:\s*\[\s*\].*|\(0 rows\)|No resources found.*|.*""items""\s*:\s*\[\s*\].*|\(no output\)|.{0,40}\bno (?:data|logs?|results?|records?|entries|events|metrics|datapoints|rows|samples|matches|hits|traces)(?: (?:was|were|found|returned|points|available|for|matched|in|to display)\b.{0,80})?\.?|.{0,40}\b0 (?:results?|rows?|hits|events|matches|records)\b.{0,40}|.*""hits""\s*:\s*\[\s*\].*|.*""Datapoints""\s*:\s*\[\s*\].*)\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmptyAnswer();

    /// <summary>What stands in a log are a program's own words, whatever they tell of.</summary>
    private static bool IsLog(string command) => command.Contains("kubectl", StringComparison.Ordinal) && command.Contains(" logs ", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*(?:Found \d+ pods.{0,120})?(?:error: |Error from server|unable to retrieve|Unable to connect to the server|failed to (?:create fsnotify|try resolving symlinks))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FailedReading();

    /// <summary>Nothing, said in parentheses, as the only list of an answer, or of a store that has not got it.</summary>
    [GeneratedRegex(@"^\s*\(no [^)]{2,80}\)\s*$|^\s*\{\s*""\w+""\s*:\s*\[\s*\]|^\s*0 \w+ \([^)]*\)\s*$|\bno streams\b|\bnot found in (?:bucket|index|store|archive)|\b(?:log group|log stream|index|bucket|dashboard|table) (?:\S+ )?does not exist|cannot open (?:raw )?file", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NothingIn();

    /// <summary>What stands between the asker and the answer: hops, sessions, rights, what is kept how long.</summary>
    [GeneratedRegex(@"\bjump ?(?:host|server)|\bbastion\b|\bsession (?:has |is )?expired|\bretention\b|\b(?:not|no longer|never) (?:kept|stored|retained|collected|recorded|enabled|part of)\b|\brotated\b|\bread access\b|quota exceeded, events|\bunindexed\b|index filter|socket connect failed|unable to establish \S+(?: v2)?(?: / \S+)? session|unable to open session|not authorized to perform|(?:does not have|lacks|missing) (?:the )?(?:permission|privilege)|\bexecuting \S+(?: \S+)? command failed", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotLetLook();

    [GeneratedRegex(@"^\s*(?:error:|error from server|http response: [45]|curl: \()|unable to connect|too many (?:outstanding )?requests|command not found|permission denied|operation not permitted|don't have permission|do not have permission|timed? ?out\b|could not connect|\b403 forbidden|\b401 unauthorized|\bunauthorized\b|\bforbidden\b|i/o timeout|context deadline exceeded|connection refused|no such host|access ?denied|access denied|expired ?token|token (?:included in the request )?(?:is|has) expired|must be logged in|not logged in|could not be authenticated|authentication required|\bquery failed|""status"":\s*""error""|""errors"":\s*\[\s*\{|throttling|rate exceeded|no route to host|host key verification|unable to retrieve|could not resolve host", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FailedAnswer();

    [GeneratedRegex(@"^\s*(?:sudo )?(?:nc|ncat|telnet|ping|dig|nslookup|host|mtr|traceroute|openssl|redis-cli|kubectl (?:-n \S+ )?exec|kubectl .*\bexec\b|docker exec|grpcurl|docker (?:pull|login|build|push|run|start|compose)|kubectl .*\b(?:apply|create|patch|delete|drain|scale|rollout|run|replace)|helm (?:install|upgrade)|terraform|ansible|npm|mvn|make|crictl|systemctl|aws sts|git (?:pull|clone|push|fetch))\b|\b(?:curl|wget) (?!.*(?:/api/v\d|/api/ds/|/graphql|_cluster|_cat/|_search|grafana|prometheus|datadog|newrelic|kibana|splunk|sentry|:9090|:9093|:3100|:9200))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProbeCommand();
}
