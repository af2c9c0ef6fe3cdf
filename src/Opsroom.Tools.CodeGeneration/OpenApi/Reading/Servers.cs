using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Reads where the API is served.</summary>
internal static partial class Servers
{
    public static ImmutableArray<Server> Of(SpecDocument document)
    {
        if (!document.IsSwagger)
        {
            return [.. document.Root.Items("servers").OfType<YamlMap>().Select(server => (Url: UrlOf(server), Doc: server.Words("description"))).Where(server => server.Url is not null)
                .Select(server => new Server(server.Url!, server.Doc))];
        }

        var (host, basePath) = (document.Root.Words("host"), document.Root.Words("basePath")?.TrimEnd('/') ?? "");
        var schemes = document.Root.Texts("schemes").Where(scheme => scheme is "http" or "https").Distinct(StringComparer.Ordinal).OrderDescending(StringComparer.Ordinal).DefaultIfEmpty("https");
        return host is not null ? [.. schemes.Select(scheme => new Server($"{scheme}://{host}{basePath}", null))] : basePath.Length > 0 ? [new(basePath, null)] : [];
    }

    /// <summary>The address with the defaults of its variables; null where it names one without a default.</summary>
    public static string? UrlOf(YamlMap server)
    {
        var variables = server["variables"] as YamlMap;
        var isWhole = true;
        var url = Variable().Replace(server.Words("url") ?? "", match =>
        {
            var value = (variables?[match.Groups["name"].Value] as YamlMap)?.Words("default");
            isWhole &= value is not null;
            return value ?? "";
        }).TrimEnd('/');
        return isWhole && url.Length > 0 && !url.Any(letter => char.IsControl(letter) || letter is ' ' or '"' or '\\') ? url : null;
    }

    [GeneratedRegex(@"\{(?<name>[^{}]+)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
