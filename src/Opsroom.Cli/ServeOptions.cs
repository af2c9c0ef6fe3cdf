using System.CommandLine;
using System.Globalization;
using Opsroom.Embedding.Onnx;
using Opsroom.Server;

namespace Opsroom.Cli;

/// <summary>The options of <c>opsroom</c> and <c>opsroom serve</c>. What is left out comes from the environment, <c>.env</c> and <c>appsettings.json</c>.</summary>
internal sealed class ServeOptions
{
    private static readonly string[] Levels = ["debug", "info", "warning", "error"];

    private readonly Option<string?> host = new("--host") { Description = "The address to listen on [default: 0.0.0.0]", HelpName = "ADDRESS" };
    private readonly Option<int?> port = new("--port") { Description = "The port to listen on; 0 takes a free one [default: 8000]", HelpName = "PORT" };
    private readonly Option<string?> data = new("--data") { Description = "Where the store lives [default: ./.opsroom]", HelpName = "DIR" };
    private readonly Option<string?> agents = new("--agents") { Description = "A directory of agents beside the built-in ones", HelpName = "DIR" };
    private readonly Option<string[]> readRoots = new("--read-root") { Description = "A directory that tools may read; may be given several times", HelpName = "DIR" };
    private readonly Option<string[]> templates = new("--templates") { Description = "A directory of templates beside the built-in ones; may be given several times", HelpName = "DIR" };
    private readonly Option<string?> logLevel = new("--log-level") { Description = "debug, info, warning or error [default: info]", HelpName = "LEVEL" };
    private readonly Option<bool> reload = new("--reload") { Description = "Read agents, data and configuration again when their files change; from a source tree, rebuild too" };

    public ServeOptions()
    {
        port.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && (!int.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 0 or > 65_535))
            {
                given.AddError($"--port {given.Tokens[0].Value} is not a port: give a number from 0 to 65535.");
            }
        });
        logLevel.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && !Levels.Contains(given.Tokens[0].Value, StringComparer.OrdinalIgnoreCase))
            {
                given.AddError($"--log-level {given.Tokens[0].Value} is not a level: give one of {string.Join(", ", Levels)}.");
            }
        });
        readRoots.AllowMultipleArgumentsPerToken = false;
        templates.AllowMultipleArgumentsPerToken = false;
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { host, port, data, agents, readRoots, templates, logLevel, reload })
        {
            command.Options.Add(option);
        }
    }

    public bool Reloads(ParseResult parsed) => parsed.GetValue(reload);

    public OpsroomServerOptions Read(ParseResult parsed) => new()
    {
        Host = parsed.GetValue(host),
        Port = parsed.GetValue(port),
        DataDirectory = parsed.GetValue(data),
        AgentsDirectory = parsed.GetValue(agents),
        ReadRoots = parsed.GetValue(readRoots) ?? [],
        TemplateDirectories = parsed.GetValue(templates) ?? [],
        LogLevel = parsed.GetValue(logLevel),
        Reload = parsed.GetValue(reload),
        OnnxEmbedder = options => new OnnxEmbedder(options),
    };
}
