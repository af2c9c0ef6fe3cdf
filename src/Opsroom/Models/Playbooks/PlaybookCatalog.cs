using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Harness;

namespace Opsroom.Models.Playbooks;

/// <summary>The playbooks that come with the server, one for each built-in agent.</summary>
public static class PlaybookCatalog
{
    public static ImmutableArray<Playbook> All { get; } =
    [
        new HarnessPlaybook(),
    ];
}
