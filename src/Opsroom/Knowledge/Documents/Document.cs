using System.Collections.Immutable;

namespace Opsroom.Knowledge.Documents;

/// <summary>A text that can be searched and cited.</summary>
/// <param name="Source">What it is cited and filtered by, like a path: <c>runbooks/pod-crash-loop.md</c>.</param>
/// <param name="Symptoms">How those who need it describe what they see: messages, names of alerts, plain words. They are searched and not shown.</param>
/// <param name="Body">The text without its front matter, Markdown.</param>
/// <param name="FirstLine">The line of the file that the body begins on, from 1.</param>
internal sealed record Document(string Title, string Source, ImmutableArray<string> Tags, string Summary, ImmutableArray<string> Symptoms, string Body, int FirstLine);
