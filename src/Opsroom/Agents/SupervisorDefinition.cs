namespace Opsroom.Agents;

/// <summary>Who decides which team or agent works next, as its Markdown file describes it.</summary>
/// <param name="Name">Fixed: <c>devops_root_supervisor</c> or a team's name.</param>
/// <param name="Description">What the team takes, for people and for the supervisor above.</param>
/// <param name="Instructions">What a model that routes is told, Markdown.</param>
public sealed record SupervisorDefinition(string Name, string Description, string Instructions);
