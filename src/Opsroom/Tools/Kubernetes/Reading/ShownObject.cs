using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>An object as it may be shown: secrets masked, without the record of who manages which field, long texts cut.</summary>
internal static class ShownObject
{
    private const int LongestText = 2_000;
    private const int MostItems = 1_000;

    public static JsonElement Of(KubeObject each) => JsonElement.Parse(ManifestJson.Write(Cut(SecretMask.Of(each).Body)), new JsonDocumentOptions { MaxDepth = 512 });

    private static YamlNode Cut(YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                var kept = new YamlMap();
                foreach (var (key, value) in map.Entries.Take(MostItems).Where(entry => entry.Key.Value != "managedFields"))
                {
                    kept.Entries.Add(new(key, Cut(value)));
                }

                return kept;
            case YamlList list:
                return new YamlList(list.Items.Take(MostItems).Select(Cut));
            case YamlScalar { Value.Length: > LongestText } text:
                return new YamlScalar(string.Create(CultureInfo.InvariantCulture, $"{text.Value[..LongestText]}… ({text.Value.Length - LongestText:N0} more characters)"));
            default:
                return node;
        }
    }
}
