using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Opsroom.Knowledge.Embedding;
using Opsroom.Threads;

namespace Opsroom.Server;

/// <summary>
/// What a program that embeds the server, or the command line, decides. What is left null comes from the environment, then <c>.env</c>,
/// then <c>appsettings.json</c>, then the defaults.
/// </summary>
public sealed record OpsroomServerOptions
{
    /// <summary>An IP address, <c>localhost</c>, or <c>*</c> for every address. Default 0.0.0.0.</summary>
    public string? Host { get; init; }

    /// <summary>0 takes a free one. Default 8000.</summary>
    public int? Port { get; init; }

    /// <summary>Where the store and its caches live. Default <c>./.opsroom</c>.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>A directory of agents beside the built-in ones.</summary>
    public string? AgentsDirectory { get; init; }

    /// <summary>Directories outside the workspace that tools may read.</summary>
    public IReadOnlyList<string> ReadRoots { get; init; } = [];

    /// <summary>Directories of templates beside the built-in ones.</summary>
    public IReadOnlyList<string> TemplateDirectories { get; init; } = [];

    /// <summary><c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>. Default <c>info</c>.</summary>
    public string? LogLevel { get; init; }

    /// <summary>Where the log is written; null means standard output.</summary>
    public Stream? LogOutput { get; init; }

    /// <summary>Whether agents, playbook data and templates are read again when their files change.</summary>
    public bool Reload { get; init; }

    /// <summary>Where <c>.env</c>, <c>appsettings.json</c> and relative paths are looked for. Default: the current directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Settings by key (<c>Runs:Steps</c>), above the environment.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The environment to read; null means the process's own.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Objects whose methods marked with <c>[Tool]</c> are offered beside the built-in tools.</summary>
    public IReadOnlyList<object> ToolSets { get; init; } = [];

    /// <summary>Models that the program brings, by the name that configuration and results use.</summary>
    public IReadOnlyList<(string Name, IChatClient Client)> Models { get; init; } = [];

    /// <summary>Runs an embedding model on this machine, for a program that brings a runtime; null means that none can be configured.</summary>
    public Func<OnnxModelOptions, IEmbedder>? OnnxEmbedder { get; init; }

    /// <summary>Tells who a request is from, for a program that authenticates by itself; null means whoever calls from this machine.</summary>
    public Func<HttpContext, Principal>? PrincipalOf { get; init; }

    /// <summary>The clock; null means the system's.</summary>
    public TimeProvider? TimeProvider { get; init; }
}
