using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Connections;

/// <summary>The databases that the operator named. Section <c>Databases</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Databases";

    public ImmutableArray<DatabaseConnectionOptions> Connections { get; set; } = [];

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate() => Connections.SelectMany(connection => connection.Validate());
}
