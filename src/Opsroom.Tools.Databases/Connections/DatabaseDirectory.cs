using System.Collections.Immutable;
using System.Data.Common;
using System.Net.Sockets;

namespace Opsroom.Tools.Databases.Connections;

/// <summary>Finds and opens the databases that the operator named. What is said about one never carries its credentials.</summary>
public sealed class DatabaseDirectory(DatabaseOptions options, TimeProvider time)
{
    /// <summary>The system of a <see cref="Changes.ChangeTarget"/> that is a connection.</summary>
    public const string TargetSystem = "database";

    public ImmutableArray<string> Names => [.. options.Connections.Select(connection => connection.Name)];

    /// <summary>The connection of a name, in whatever case; <c>not_configured</c> where there are none at all, <c>not_found</c> with the names where there is no such one.</summary>
    public ToolResult<DatabaseConnectionOptions> Find(string name)
    {
        var wanted = name.Trim();
        if (options.Connections.FirstOrDefault(each => each.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        var shown = OutsideText.OneLine(wanted, 80);
        return options.Connections.IsEmpty
            ? ToolFailure.NotConfigured(
                $"No database is configured, so there is no connection '{shown}'. Set {DatabaseOptions.Section}:NAME:Kind (postgresql, mysql, mariadb, sqlite) and {DatabaseOptions.Section}:NAME:ConnectionString "
                + $"(as environment variables {DatabaseOptions.Section}__NAME__Kind and {DatabaseOptions.Section}__NAME__ConnectionString).", DatabaseOptions.Section)
            : new ToolFailure(FaultCodes.NotFound, $"There is no connection '{shown}'. These are configured: {string.Join(", ", Names)}; another one is a section {DatabaseOptions.Section}:NAME.", DatabaseOptions.Section);
    }

    /// <summary>Opens a session of its own. With <see cref="DatabaseAccess.Read"/> the engine refuses to write, whatever the connection allows; <c>denied</c> where writing is asked of a read-only one.</summary>
    public async Task<ToolResult<OpenDatabase>> OpenAsync(string name, DatabaseAccess access, CancellationToken cancellationToken)
    {
        var found = Find(name);
        if (found.Value is not { } connection)
        {
            return found.Failure!;
        }

        if (access == DatabaseAccess.Write && connection.ReadOnly)
        {
            return new ToolFailure(FaultCodes.Denied, $"The connection {connection.Name} is read-only. The operator allows changes with {connection.Section}:ReadOnly = false.", $"{connection.Section}:ReadOnly");
        }

        try
        {
            return await SessionOpening.OpenAsync(connection, access, time, cancellationToken);
        }
        catch (Exception failed) when (failed is DbException or TimeoutException or InvalidOperationException or IOException or SocketException)
        {
            return DatabaseFaults.Of(failed, connection);
        }
    }
}
