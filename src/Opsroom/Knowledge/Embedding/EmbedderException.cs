namespace Opsroom.Knowledge.Embedding;

/// <summary>No vectors can be had. The message says why, and holds no secret.</summary>
internal sealed class EmbedderException(string message) : Exception(message);
