using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>
/// What kind of trouble a message tells of that no sign knows, by the plain words that programs of all makes use for it. A guess by one word: it counts less than any sign, and what
/// says nothing of the kind is the program's own.
/// </summary>
internal static partial class FailureWords
{
    private const int LongestRead = 600;

    public static IncidentCategory CategoryOf(string message)
    {
        var text = message.Length > LongestRead ? message[..LongestRead] : message;
        return Rules.FirstOrDefault(rule => rule.Words.IsMatch(text)).Category is var found and not IncidentCategory.None ? found : IncidentCategory.ApplicationError;
    }

    /// <summary>From what can mean only one thing to what many messages say.</summary>
    private static readonly ImmutableArray<(Regex Words, IncidentCategory Category)> Rules =
    [
        (Credentials(), IncidentCategory.Credentials),
        (Storage(), IncidentCategory.Storage),
        (Scheduling(), IncidentCategory.Scheduling),
        (Image(), IncidentCategory.Image),
        (Exhaustion(), IncidentCategory.ResourceExhaustion),
        (Database(), IncidentCategory.Database),
        (Configuration(), IncidentCategory.ConfigurationError),
        (Network(), IncidentCategory.Network),
        (Dependency(), IncidentCategory.DependencyFailure),
    ];

    [GeneratedRegex(@"\b(?:unauthori[sz]ed|forbidden|access.?denied|permission.?denied|not authori[sz]ed|not permitted|log[io]n (?:failed|failure|denied|incorrect|exception)|LoginException|(?:authentication|authorization|signature|credentials?|certificate|password|token|secret|api.?key|licen[cs]e|keytab|ticket|assertion|grant)\w* (?:\w+ ){0,4}(?:failed|failure|error|expired|invalid|rejected|revoked|refused|denied|incorrect|wrong|unknown|missing|mismatch)|(?:invalid|expired|revoked|bad|wrong|unknown|incorrect|untrusted|stale) (?:\w+ ){0,2}(?:credentials?|certificate|password|token|signature|secret|api.?key|licen[cs]e|keytab|ticket|assertion|grant|user\b)|\w*(?:Auth|Credential|Signature|Token)\w*(?:Exception|Error)\b|account (?:is )?(?:locked|disabled|expired)|decrypt\w*|privileges?|handshake failure.*certificate)", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credentials();

    [GeneratedRegex(@"\b(?:no space|disk (?:is )?(?:full|quota|error|failure)|out of (?:disk|space)|read-?only file ?system|i/o error|input/output error|file ?system (?:\w+ ){0,2}(?:error|full|corrupt\w*)|bad sector|mount (?:\w+ ){0,3}failed|(?:volume|snapshot|disk|LUN|datastore|bucket|drive|raid|array) (?:\S+ ){0,4}(?:failed|full|offline|degraded|unavailable|detached|missing|corrupt\w*)|corrupt(?:ed|ion)?\b)", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Storage();

    [GeneratedRegex(@"\b(?:unschedulable|(?:no|not enough) (?:suitable |eligible |available )?(?:nodes?|hosts?|agents?|runners?|executors?|workers?) (?:\w+ ){0,3}(?:available|found|match\w*|fit|online|capacity)|placement (?:failure|failed)\w*|cannot be (?:placed|scheduled)|unable to (?:place|schedule)|(?:failed|could not) to? ?(?:place|schedule)|affinity)", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheduling();

    [GeneratedRegex(@"\b(?:image (?:\S+ ){0,3}(?:not found|missing|pull|could not)|pull(?:ing)? (?:\S+ ){0,3}image|manifest unknown|layer (?:\S+ ){0,3}(?:failed|corrupt))", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Image();

    [GeneratedRegex(@"\b(?:exhausted|too many|out of (?:memory|threads|workers|descriptors|handles)|(?:limit|quota|capacity|maximum|max \w+) (?:\S+ ){0,4}(?:reached|exceeded|hit)|exceed(?:ed|s|ing) (?:\S+ ){0,4}(?:limit|quota|maximum|capacity)|(?:queue|pool|buffer|backlog|cache|heap|memory) (?:\S+ ){0,3}(?:is )?(?:full|overflow\w*|saturated|exhausted)|load shedding|overload(?:ed)?|cannot allocate|no (?:free|available) (?:\w+ ){0,2}(?:threads?|workers?|slots?|memory|connections?|permits?))", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exhaustion();

    [GeneratedRegex(@"\b(?:deadlock|lock wait|\w*SQL\w*(?:Exception|Error)|SQLSTATE|ORA-\d+|replicat(?:ion|a) (?:\S+ ){0,3}(?:broken|stopped|error|lag\w*|failed)|binlog|binary log|redo log|transaction (?:\S+ ){0,3}(?:aborted|rolled back|conflict|timed out)|(?:query|statement) (?:\S+ ){0,3}(?:cancel\w*|timed out|timeout|failed)|constraint|tablespace|database (?:\S+ ){0,3}(?:error|failed|unavailable|locked|down))", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Database();

    [GeneratedRegex(@"\b(?:(?:invalid|unknown|missing|unsupported|unrecogni[sz]ed|bad|malformed) (?:\S+ ){0,2}(?:config\w*|setting|option|parameter|flag|directive|property|environment variable|argument)|config\w* (?:\S+ ){0,4}(?:error|invalid|missing|failed|rejected|not found)|(?:environment variable|setting|property|option) \S+ (?:is )?(?:not set|missing|required|invalid)|\w*Config\w*(?:Exception|Error)\b|misconfigur\w*|blocked by cors|cors policy)", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Configuration();

    [GeneratedRegex(@"\b(?:no route|unreachable|(?:link|tunnel|interface|neighbou?r|adjacency|session|peer|carrier|bgp|ospf|vpn|handshake) (?:\S+ ){0,8}(?:down|lost|flap\w*|dead|did not complete|not responding|failed to occur)|packet loss|dns|name resolution|resolver|resolv(?:e|ing) (?:host\w*|the name|name|address)|nxdomain|servfail|(?:Socket|NoRoute|UnknownHost|Connect)\w*(?:Exception|Error)\b|mtu\b|multicast|arp\b)", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Network();

    [GeneratedRegex(@"\b(?:upstream|downstream|remote (?:service|server|end|host|system)|third.party|partner|provider|gateway|(?:calling|call to|request to|response from|reply from|connect(?:ing|ion)? to) \S+|timed? ?out|timeout|unavailable|\w*Timeout\w*(?:Exception|Error)?|\w*Unavailable\w*(?:Exception|Error)?)", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dependency();

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
}
