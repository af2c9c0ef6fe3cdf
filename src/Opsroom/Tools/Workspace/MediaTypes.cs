using System.Collections.Frozen;

namespace Opsroom.Tools.Workspace;

/// <summary>The media type of a file by its name.</summary>
public static class MediaTypes
{
    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".yaml"] = "application/yaml",
        [".yml"] = "application/yaml",
        [".json"] = "application/json",
        [".jsonl"] = "application/x-ndjson",
        [".xml"] = "application/xml",
        [".toml"] = "application/toml",
        [".md"] = "text/markdown",
        [".html"] = "text/html",
        [".css"] = "text/css",
        [".csv"] = "text/csv",
        [".js"] = "text/javascript",
        [".sql"] = "application/sql",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".pdf"] = "application/pdf",
        [".zip"] = "application/zip",
        [".gz"] = "application/gzip",
        [".tar"] = "application/x-tar",
        [".jar"] = "application/java-archive",
        [".wasm"] = "application/wasm",
        [".bin"] = "application/octet-stream",
        [".dll"] = "application/octet-stream",
        [".exe"] = "application/octet-stream",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Plain text where the extension says nothing else: what agents write is nearly always text.</summary>
    public static string Of(string path) => ByExtension.GetValueOrDefault(Path.GetExtension(path), "text/plain");
}
