namespace Opsroom.Knowledge.Embedding;

/// <summary>Vectors cannot be made, kept or searched now. The message says why, and holds no secret.</summary>
public sealed class EmbedderException(string message) : Exception(message);
