namespace Opsroom.Tools.Incidents.Live;

/// <summary>What is to be looked into.</summary>
/// <param name="Description">What people see.</param>
/// <param name="Alert">An alert by name.</param>
/// <param name="Range">How far back to look.</param>
/// <param name="Cluster">A configured cluster; null for the default one.</param>
internal sealed record LiveQuestion(string? Description, string? Alert, string? Service, string? Namespace, TimeSpan? Range, string? Cluster)
{
    private static readonly TimeSpan UsualRange = TimeSpan.FromHours(1);

    public TimeSpan Length => Range ?? UsualRange;
}
