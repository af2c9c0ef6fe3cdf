using System.Collections.Immutable;
using Opsroom.Knowledge.Chunking;

namespace Opsroom.Knowledge.Documents;

/// <summary>A text that can be searched and cited.</summary>
/// <param name="Source">What it is cited and filtered by, like a path: <c>runbooks/pod-crash-loop.md</c>.</param>
/// <param name="Symptoms">How those who need it describe what they see: messages, names of alerts, plain words. They are searched and not shown.</param>
/// <param name="Passages">Its text, in order.</param>
internal sealed record Document(string Title, string Source, ImmutableArray<string> Tags, string Summary, ImmutableArray<string> Symptoms, ImmutableArray<Passage> Passages);
