using Opsroom.Approvals;
using Opsroom.Server.Hosting;
using Opsroom.Tools.Changes;

namespace Opsroom.Server.Policy;

/// <summary>Where the operator's policy is (<c>Policy:Path</c>).</summary>
/// <param name="IsNamed">Whether the operator named it; then it has to be there.</param>
internal sealed record PolicyLocation(string Path, bool IsNamed)
{
    private const string FileName = "policy.yaml";

    /// <param name="folder">What a relative path is relative to.</param>
    /// <param name="dataDirectory">Where it is looked for when it is not named.</param>
    public static PolicyLocation Read(SettingsReader reader, string folder, string dataDirectory) => reader.Text("Policy:Path") is { } path
        ? new PolicyLocation(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, path)), true)
        : new PolicyLocation(System.IO.Path.Combine(dataDirectory, FileName), false);

    /// <summary>The policy in force, read for the first time.</summary>
    /// <param name="environments">What the rest of the configuration says of targets.</param>
    public PolicySource Load(IReadOnlyDictionary<ChangeTarget, string> environments)
    {
        var source = new PolicySource(Path, IsNamed, environments);
        source.Load();
        return source;
    }
}
