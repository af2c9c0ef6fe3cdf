using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>
/// Says of ports that they are TCP where nothing is said, as the API itself takes it. Applying needs it said: ports are told apart by it, and servers before 1.21 do not
/// fill it in before they compare.
/// </summary>
internal static class PortProtocols
{
    private const string Protocol = "protocol";

    public static void Fill(YamlMap body, bool isService)
    {
        if (isService)
        {
            Fill(body.MapsAt("spec", "ports"));
        }

        FillContainers(body);
    }

    private static void FillContainers(YamlNode? node)
    {
        foreach (var child in node switch { YamlMap map => map.Entries.Select(entry => entry.Value), YamlList list => list.Items, _ => [] })
        {
            FillContainers(child);
        }

        foreach (var container in (IEnumerable<YamlMap>)[.. node.MapsAt("containers"), .. node.MapsAt("initContainers")])
        {
            Fill(container.MapsAt("ports").Where(port => port.Has("containerPort")));
        }
    }

    private static void Fill(IEnumerable<YamlMap> ports)
    {
        foreach (var port in ports.Where(port => !port.Has(Protocol)).ToList())
        {
            port.Add(Protocol, "TCP");
        }
    }
}
