namespace Opsroom.Server;

/// <summary>The server cannot start. The message is one line that says what is wrong and how to mend it.</summary>
public sealed class OpsroomStartException(string message, Exception? inner = null) : Exception(message, inner);
