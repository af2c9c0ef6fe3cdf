using Opsroom.Tools.Templates.Generation;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Updating;

/// <param name="Origin">What the project says it was made from; null where it says nothing.</param>
/// <param name="Given">Values that stand before those the project remembers.</param>
/// <param name="From">The old template, as it was named.</param>
internal sealed record RequestedUpdate(ProjectOnHand Project, ProjectOrigin? Origin, JinjaDict Given, string? From);

/// <param name="Head">The commit that the template's checkout is at.</param>
internal sealed record PreparedUpdate(RenderedBase Before, RenderedTemplate Newer, string? Head, IReadOnlyList<string> Warnings);
