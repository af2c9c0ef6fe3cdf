using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Telemetry.Redaction;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>What a manifest asks for: its objects as they can be applied, without what only a server says about an object.</summary>
/// <param name="Objects">In the manifest's own order.</param>
internal sealed record ApplyManifest(ImmutableArray<KubeObject> Objects)
{
    public const int MostObjects = 200;

    public const int Longest = 1024 * 1024;

    private const int MostFaults = 3;

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    private static readonly HashSet<string> ServersOwn = new(StringComparer.Ordinal)
    {
        "managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink",
    };

    private static readonly HashSet<string> OthersOwn = new(StringComparer.Ordinal)
    {
        Changes.ChangeMark.Annotation, "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision",
    };

    /// <summary>Reads a manifest; what cannot be applied is refused as a whole, with its line.</summary>
    public static ToolResult<ApplyManifest> Read(string text)
    {
        if (text.Length > Longest)
        {
            return ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"The manifest has {text.Length} characters; at most {Longest} are applied at once. Give it in parts."));
        }

        if (RedactionToken.IndexIn(text) is var token and >= 0)
        {
            return ToolFailure.InvalidArgument(
                $"Line {LineAt(text, token)} of the manifest holds a value that was redacted ({text.AsSpan(token, RedactionToken.LengthAt(text.AsSpan(token)))}), and the value itself is not known here. Give the manifest with it.");
        }

        var reading = ManifestReader.Read(text);
        if (reading.Faults.Count > 0)
        {
            return ToolFailure.InvalidArgument(string.Join(' ', reading.Faults.Take(MostFaults).Select(fault =>
                string.Create(CultureInfo.InvariantCulture, $"Line {fault.Line}, column {fault.Column}: {OutsideText.OneLine(fault.Message, 300)}."))
                .Append(reading.Faults.Count > MostFaults ? string.Create(CultureInfo.InvariantCulture, $"There are {reading.Faults.Count - MostFaults} more faults. Nothing was applied.") : "Nothing was applied.")));
        }

        return reading.Objects.Count switch
        {
            0 => ToolFailure.InvalidArgument("The manifest holds no object. Give apiVersion, kind and metadata.name."),
            > MostObjects => ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"The manifest holds {reading.Objects.Count} objects; at most {MostObjects} are applied at once. Give it in parts.")),
            _ => reading.Objects.Select(Fault).FirstOrDefault(fault => fault is not null) is { } fault
                ? ToolFailure.InvalidArgument($"{fault} Nothing was applied.")
                : new ApplyManifest([.. reading.Objects.Select(Clean)]),
        };
    }

    /// <summary>The object without what servers and other tools say about it.</summary>
    public static KubeObject Clean(KubeObject each)
    {
        // what stands unquoted means what kubectl would send for it, also when it is written anew
        var meant = (YamlMap)YamlFromJson.Convert(JsonElement.Parse(ManifestJson.Write(each.Body), Deep));
        PortProtocols.Fill(meant, each is { Kind: "Service", Group: "" });
        var body = new YamlMap { Line = each.Body.Line, Column = each.Body.Column };
        foreach (var (key, value) in meant.Entries.Where(entry => entry.Key.Value != "status"))
        {
            body.Add(key.Value, key.Value == "metadata" && value is YamlMap metadata ? Clean(metadata) : value);
        }

        return new KubeObject(SecretMask.IsSecret(each) ? Encoded(body) : body);
    }

    /// <summary>A secret without <c>stringData</c>: servers turn it into data as they store it, and then no longer know who applied what.</summary>
    private static YamlMap Encoded(YamlMap secret)
    {
        if (secret.MapAt("stringData") is not { } texts)
        {
            return secret;
        }

        var (encoded, data) = (new YamlMap { Line = secret.Line, Column = secret.Column }, new YamlMap());
        data.Entries.AddRange((secret.MapAt("data")?.Entries ?? []).Where(entry => !texts.Has(entry.Key.Value)));
        foreach (var (key, value) in texts.Entries)
        {
            data.Add(key.Value, Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text ?? "")));
        }

        encoded.Entries.AddRange(secret.Entries.Where(entry => entry.Key.Value is not ("data" or "stringData")));
        return encoded.Add("data", data);
    }

    private static YamlMap Clean(YamlMap metadata)
    {
        var clean = new YamlMap();
        foreach (var (key, value) in metadata.Entries.Where(entry => !ServersOwn.Contains(entry.Key.Value)))
        {
            if (key.Value == "annotations" && value is YamlMap annotations)
            {
                var kept = new YamlMap();
                kept.Entries.AddRange(annotations.Entries.Where(entry => !OthersOwn.Contains(entry.Key.Value)));
                clean.AddIfAny(key.Value, kept.Entries.Count == 0 && annotations.Entries.Count > 0 ? null : kept);
            }
            else
            {
                clean.Add(key.Value, value);
            }
        }

        return clean;
    }

    private static string? Fault(KubeObject each)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"Line {Math.Max(1, each.Body.Line)}: this {OutsideText.OneLine(each.Kind, 100)}");
        if (each.ApiVersion.Length == 0)
        {
            return $"{place} has no apiVersion.";
        }

        if (each.Body["metadata"] is not YamlMap metadata || metadata["name"] is not YamlScalar { Kind: not ScalarKind.Null, Value.Length: > 0 })
        {
            return each.Body.TextAt("metadata", "generateName") is null
                ? $"{place} has no metadata.name."
                : $"{place} has generateName and no name: each apply would make another object. Give metadata.name.";
        }

        if (metadata["namespace"] is { } space and not YamlScalar { Kind: not ScalarKind.Null, Value.Length: > 0 })
        {
            return $"{place} has a metadata.namespace that is no name (line {space.Line}).";
        }

        return SecretMask.IsSecret(each) ? SecretFault(each, place) : null;
    }

    /// <summary>What a server would refuse, and quote with its value when it does.</summary>
    private static string? SecretFault(KubeObject secret, string place)
    {
        foreach (var field in (string[])["data", "stringData"])
        {
            if (secret.Body.At(field) is not { } values)
            {
                continue;
            }

            if (values is not YamlMap map)
            {
                return $"{place} {secret.Name} has {field} that is no mapping (line {values.Line}).";
            }

            foreach (var (key, value) in map.Entries)
            {
                if (value is not YamlScalar { Kind: ScalarKind.Text } text)
                {
                    return $"{place} {secret.Name} has in {field} the key {OutsideText.OneLine(key.Value, 100)} whose value is no text (line {value.Line}); put it in quotes.";
                }

                if (field == "data" && !IsBase64(text.Value))
                {
                    return $"{place} {secret.Name} has in data the key {OutsideText.OneLine(key.Value, 100)} whose value is not base64 (line {value.Line}); encode it, or put it into stringData.";
                }
            }
        }

        return null;
    }

    /// <summary>As the API reads it: only line breaks may stand within.</summary>
    private static bool IsBase64(string text) => !text.ContainsAny(Blanks) && Base64.IsValid(text);

    private static int LineAt(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;
}
