using Microsoft.Extensions.Configuration;
using Opsroom.Models;

namespace Opsroom.Server.Hosting;

/// <summary>All settings, read and checked once at the start.</summary>
internal sealed record Settings(ServerOptions Server, ModelOptions Models, string DataDirectory, string? AgentsDirectory, IReadOnlyList<string> ReadRoots)
{
    /// <exception cref="OpsroomStartException">One of them is wrong; the first one is named.</exception>
    public static Settings Read(IConfiguration configuration, OpsroomServerOptions given)
    {
        var reader = new SettingsReader(configuration);
        var folder = Path.GetFullPath(given.WorkingDirectory ?? Directory.GetCurrentDirectory());
        var settings = new Settings(
            ServerOptions.Read(reader), ModelSettings.Read(reader, [.. given.Models.Select(model => model.Name)]),
            Path.Combine(folder, reader.Text("Store:DataDirectory") ?? ".opsroom"),
            reader.Text("Agents:Directory") is { } agents ? Path.Combine(folder, agents) : null,
            [.. reader.List("Workspace:ReadRoots").Select(root => Path.Combine(folder, root))]);
        foreach (var root in settings.ReadRoots.Where(root => !Directory.Exists(root)))
        {
            reader.Refuse($"Workspace:ReadRoots has '{root}', which is no directory: create it, or leave it out (--read-root).");
        }

        if (settings.AgentsDirectory is { } directory && !Directory.Exists(directory))
        {
            reader.Refuse($"Agents:Directory is '{directory}', which is no directory: create it, or leave it out (--agents).");
        }

        return reader.Problems.Count == 0 ? settings : throw new OpsroomStartException(reader.Problems[0]);
    }
}
