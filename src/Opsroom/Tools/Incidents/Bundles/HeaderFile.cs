using System.Text;
using Opsroom.Tools.Incidents.Bundles.Reading;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Writes <c>incident.yaml</c>.</summary>
internal static class HeaderFile
{
    public const string Path = "incident.yaml";

    public static BundleFile Write(IncidentHeader header)
    {
        var map = new YamlMap()
            .AddIfAny("description", header.Description).AddIfAny("service", header.Service).AddIfAny("namespace", header.Namespace)
            .AddIfAny("started_at", Moment(header.StartedAt)).AddIfAny("ended_at", Moment(header.EndedAt)).AddIfAny("recorded_at", Moment(header.RecordedAt));
        return new(Path, Encoding.UTF8.GetBytes(YamlWriter.Write(map)));
    }

    /// <summary>The bundle with what a caller says instead of what its header says; untouched where the caller says nothing.</summary>
    public static BundleContent With(BundleContent content, string? description, string? service, string? @namespace, TimeSpan? range)
    {
        if (description is null && service is null && @namespace is null && range is null)
        {
            return content;
        }

        var file = content.Files.FirstOrDefault(each => each.Path.Equals(Path, StringComparison.OrdinalIgnoreCase));
        var said = file?.Structure.Documents is [var first, ..] ? HeaderReader.Read(first.Json, new(Path, first.Location)) : HeaderReader.None;
        var header = said with
        {
            Description = description ?? said.Description,
            Service = service ?? said.Service,
            Namespace = @namespace ?? said.Namespace,
            StartedAt = said.StartedAt ?? ((said.EndedAt ?? said.RecordedAt) - range),
        };
        return content with { Files = [.. content.Files.Where(each => each != file).Append(Write(header)).OrderBy(each => each.Path, StringComparer.Ordinal)] };
    }

    private static YamlScalar? Moment(DateTimeOffset? time) =>
        time is { } at ? new YamlScalar(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture)) : null;
}
