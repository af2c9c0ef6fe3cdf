using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>Why a server refused, as <c>metav1.Status</c> says it. All of it is text from outside.</summary>
internal sealed record KubeStatus(string? Reason, string? Message, ImmutableArray<KubeCause> Causes, string? Continue, TimeSpan? RetryAfter)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    public static KubeStatus None { get; } = new(null, null, [], null, null);

    /// <summary>What the body says; where it is no status, its text is the message.</summary>
    public static KubeStatus Read(ReadOnlySpan<byte> body, string text)
    {
        if (Parse(body) is not { } root || root.TextAt("kind") != "Status")
        {
            return None with { Message = text.Length == 0 ? null : OutsideText.OneLine(text) };
        }

        return Read(root);
    }

    public static KubeStatus Read(YamlMap root)
    {
        var details = root.MapAt("details");
        return new KubeStatus(
            root.TextAt("reason"), root.TextAt("message"),
            [.. details.MapsAt("causes").Select(each => new KubeCause(each.TextAt("reason"), each.TextAt("field"), each.TextAt("message")))],
            root.TextAt("metadata", "continue"),
            details.NumberAt("retryAfterSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <summary>A JSON object as a tree, or null for anything else.</summary>
    public static YamlMap? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return YamlFromJson.Convert(JsonElement.Parse(body, Deep)) as YamlMap;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Field">Where in the object it is wrong.</param>
internal sealed record KubeCause(string? Reason, string? Field, string? Message);
