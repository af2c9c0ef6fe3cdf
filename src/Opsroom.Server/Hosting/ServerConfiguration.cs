using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Opsroom.Server.Hosting;

/// <summary>Puts the settings together: what the program or the command line says, above the environment, above <c>.env</c>, above <c>appsettings.json</c>.</summary>
internal static class ServerConfiguration
{
    /// <exception cref="OpsroomStartException">One of the files cannot be read.</exception>
    public static IConfigurationRoot Build(OpsroomServerOptions options)
    {
        var folder = FolderOf(options);
        var file = Path.Combine(folder, "appsettings.json");
        try
        {
            var builder = new ConfigurationBuilder();
            if (File.Exists(file))
            {
                builder.AddJsonFile(file, optional: true, reloadOnChange: false);
            }

            return builder
                .AddInMemoryCollection(EnvironmentNames.ToSettings(DotEnvFile.Read(Path.Combine(folder, ".env"))))
                .AddInMemoryCollection(EnvironmentNames.ToSettings(options.Environment ?? OfProcess()))
                .AddInMemoryCollection(options.Configuration)
                .AddInMemoryCollection(Explicit(options))
                .Build();
        }
        catch (Exception broken) when (broken is InvalidDataException or FormatException)
        {
            var why = (broken.InnerException ?? broken).Message.ReplaceLineEndings(" ");
            throw new OpsroomStartException($"{file} is not JSON: {why}", broken);
        }
    }

    /// <summary>Where the files are looked for, and what relative paths are relative to.</summary>
    public static string FolderOf(OpsroomServerOptions options) => Path.GetFullPath(options.WorkingDirectory ?? Directory.GetCurrentDirectory());

    private static Dictionary<string, string> OfProcess() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string?>> Explicit(OpsroomServerOptions options)
    {
        List<(string Key, string? Value)> settings =
        [
            ("Server:Host", options.Host),
            ("Server:Port", options.Port?.ToString(CultureInfo.InvariantCulture)),
            ("Store:DataDirectory", options.DataDirectory),
            ("Agents:Directory", options.AgentsDirectory),
            ("Logging:Level", options.LogLevel),
        ];
        settings.AddRange(options.ReadRoots.Select((root, index) => ($"Workspace:ReadRoots:{index}", (string?)root)));
        settings.AddRange(options.TemplateDirectories.Select((directory, index) => ($"Templates:Directories:{index}", (string?)directory)));
        return settings.Where(setting => setting.Value is not null).Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value));
    }
}
