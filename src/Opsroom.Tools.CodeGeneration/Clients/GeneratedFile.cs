namespace Opsroom.Tools.CodeGeneration.Clients;

/// <param name="Path">Relative to the folder that code is written into.</param>
internal sealed record GeneratedFile(string Path, string Content);
