using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Briefings;

/// <summary>What a task mainly asks of an agent whose tools for it this server does not have yet.</summary>
/// <param name="Name">As it stands in "… was not done": the investigation, generating an API client, ….</param>
/// <param name="Tools">The tools that do it.</param>
/// <param name="Settings">What would make it possible; the first is the one that matters most.</param>
internal sealed record Deliverable(string Name, ImmutableArray<string> Tools, ImmutableArray<string> Settings)
{
    /// <summary>Names the model: it can work with the files of the workspace without any of the tools.</summary>
    public const string ModelSetting = "OPSROOM_MODEL";

    /// <summary>What the person can do meanwhile, a command or a sentence each, of values that the task gave.</summary>
    public ImmutableArray<string> ByHand { get; init; } = [];

    /// <summary>Something made of what is given: a language model can do that with the workspace already.</summary>
    public static Deliverable WithModel(string name, params ImmutableArray<string> tools) => new(name, tools, [ModelSetting]);

    /// <summary>Something that only a system outside can tell or do.</summary>
    public static Deliverable Asking(string name, ImmutableArray<string> settings, params ImmutableArray<string> tools) => new(name, tools, settings);

    /// <summary>Something that no setting brings about in this version.</summary>
    public static Deliverable Later(string name, params ImmutableArray<string> tools) => new(name, tools, []);

    public bool NeedsModelOnly => Settings is [ModelSetting];
}
