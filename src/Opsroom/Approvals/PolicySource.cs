using System.Collections.Immutable;
using System.Text;
using Opsroom.Approvals.Rules;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Approvals;

/// <summary>Where the policy in force comes from.</summary>
public enum PolicyStanding
{
    /// <summary>There is no file: the built-in default.</summary>
    BuiltIn,

    /// <summary>The file as it is.</summary>
    File,

    /// <summary>The file cannot be used; what it last said that could be is still in force.</summary>
    LastGood,

    /// <summary>The file cannot be used and never could: everything but reading is asked.</summary>
    Strict,
}

/// <param name="Path">Where the file is, or would be.</param>
/// <param name="Problem">Why the file cannot be used; null where it can, or where there is none.</param>
/// <param name="Findings">All that was found in the file, warnings included.</param>
public sealed record PolicyHealth(PolicyStanding Standing, string Path, string? Problem, IReadOnlyList<Finding> Findings);

/// <summary>
/// The policy in force, read from the operator's file and read again when that changes. A file that cannot be used never opens the gate: the last good one
/// stays, or everything but reading is asked.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="isNamed">Whether the operator named it: then it has to be there. Otherwise the built-in default holds while it is not.</param>
/// <param name="environments">Environments of targets that stand elsewhere in the configuration; what the file says of a target comes first.</param>
public sealed class PolicySource(string path, bool isNamed, IReadOnlyDictionary<ChangeTarget, string>? environments = null) : IPolicy
{
    private const string Missing = "?it is not there";

    private static readonly FilePolicy Strict = new(PolicyFile.Unknown);

    private readonly ImmutableArray<MappedTarget> configured =
        [.. (environments ?? ImmutableDictionary<ChangeTarget, string>.Empty).Select(entry => new MappedTarget(new(entry.Key.System), new(entry.Key.Name), null, entry.Value))];

    private volatile InForce inForce = new(Strict, new PolicyHealth(PolicyStanding.Strict, path, "it was not read yet", []));
    private IPolicy? lastGood;
    private string? read;
    private string? seen;

    public PolicyHealth Health => inForce.Health;

    public PolicyDecision Decide(PolicyQuestion question) => inForce.Policy.Decide(question);

    public TargetEnvironment EnvironmentOf(ChangeTarget target) => inForce.Policy.EnvironmentOf(target);

    public ImmutableArray<ChangeTarget> KubernetesTargets(string environment) => inForce.Policy.KubernetesTargets(environment);

    public bool Means(string stated, string environment) => inForce.Policy.Means(stated, environment);

    /// <summary>Reads the file for the first time.</summary>
    public PolicyHealth Load()
    {
        seen = Look();
        return Take(seen);
    }

    /// <summary>
    /// Looks at the file again. New content counts once it was seen twice: who saw it only once may have seen half of what is being written, and half a policy
    /// may be a laxer one.
    /// </summary>
    /// <returns>What holds now, where something is new; otherwise null.</returns>
    public PolicyHealth? Refresh()
    {
        var now = Look();
        var isSettled = now == seen;
        seen = now;
        return isSettled && now != read ? Take(now) : null;
    }

    /// <summary>The file's text behind a mark, or why there is none.</summary>
    private string Look()
    {
        try
        {
            var file = new FileInfo(path);
            return !file.Exists ? Missing
                : file.Length > 4 * PolicyReader.MaxLength ? "?it is too large to be a policy"
                : "=" + File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception unreadable) when (unreadable is FileNotFoundException or DirectoryNotFoundException)
        {
            return Missing;
        }
        catch (DecoderFallbackException)
        {
            return "?it is not UTF-8 text";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "?it cannot be read: " + unreadable.Message.ReplaceLineEndings(" ");
        }
    }

    private PolicyHealth Take(string found)
    {
        read = found;
        if (found == Missing && !isNamed && lastGood is null)
        {
            return Set(new FilePolicy(PolicyFile.BuiltIn with { Targets = configured }), new PolicyHealth(PolicyStanding.BuiltIn, path, null, []));
        }

        if (found[0] != '=')
        {
            return Keep(found[1..], []);
        }

        var text = PolicyText.Read(found[1..], configured);
        if (text.Policy is null)
        {
            var first = text.Findings.First(finding => finding.Severity == Severity.Error);
            return Keep($"line {first.Line}, column {first.Column}: {first.Message}", text.Findings);
        }

        lastGood = text.Policy;
        return Set(text.Policy, new PolicyHealth(PolicyStanding.File, path, null, text.Findings));
    }

    private PolicyHealth Keep(string problem, IReadOnlyList<Finding> findings) => lastGood is null
        ? Set(Strict, new PolicyHealth(PolicyStanding.Strict, path, problem, findings))
        : Set(lastGood, new PolicyHealth(PolicyStanding.LastGood, path, problem, findings));

    private PolicyHealth Set(IPolicy policy, PolicyHealth health)
    {
        inForce = new InForce(policy, health);
        return health;
    }

    private sealed record InForce(IPolicy Policy, PolicyHealth Health);
}
