using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>What a manifest is asked to be, as far as the task tells.</summary>
internal sealed record ManifestWish(string? Name, string? Image)
{
    private static readonly string[] AutoscaleWords =
        ["autoscaling", "autoscale", "autoscaled", "autoscaler", "auto-scaling", "hpa", "autoskalierung", "autoscalado", "horizontalpodautoscaler"];

    private int? Port { get; init; }

    private int? Replicas { get; init; }

    private string? Environment { get; init; }

    private string? Host { get; init; }

    private bool Autoscales { get; init; }

    private int? MostReplicas { get; init; }

    private string? Namespace { get; init; }

    private string? HealthPath { get; init; }

    private string? Cluster { get; init; }

    /// <summary>What has to be said first; null where nothing has.</summary>
    public string? Missing => Image is null ? "It was not said which image the manifest is for. Name it with its tag: `registry.example.com/team/app:1.4.2`." : null;

    public static ManifestWish Read(TaskBrief brief, ContextValues context, Place place)
    {
        var image = brief.Image ?? ImageAfterWord(brief.Text);
        var name = context.Text("name") ?? brief.NewName ?? brief.Services.FirstOrDefault(service => service != image) ?? (image is null ? null : ContainerImage.ServiceOf(image));
        return new(name?.ToLowerInvariant().Replace('_', '-'), image)
        {
            Port = brief.Ports.IsEmpty ? null : brief.Ports[0],
            Replicas = brief.Replicas,
            Environment = place.Environment is null ? null : brief.Target?.Name ?? place.Environment,
            Host = context.Text("ingresshost", "host", "hostname", "domain") ?? HostIn(brief),
            Autoscales = context.Text("autoscale", "autoscaling") is "true" || context.Raw("autoscale")?.ValueKind == System.Text.Json.JsonValueKind.True
                || brief.Text.Mentions(AutoscaleWords) || brief.Text.Mentions("auto") && brief.Text.Mentions("scaling"),
            MostReplicas = context.Integer("maxreplicas") ?? MostIn(brief.Text),
            Namespace = place.Namespace,
            HealthPath = context.Text("healthpath", "healthcheck") ?? PathIn(brief.Text),
            Cluster = place.Cluster,
        };
    }

    public (string Name, JsonNode? Value)[] Arguments() =>
    [
        ("name", Name), ("image", Image), ("port", Port), ("replicas", Replicas), ("environment", Environment), ("ingress_host", Host), ("autoscale", Autoscales ? true : null),
        ("max_replicas", Autoscales ? MostReplicas : null), ("namespace", Namespace), ("health_path", Port is null ? null : HealthPath), ("cluster", Cluster),
    ];

    /// <summary>"image nginx": without a tag only the word before it tells.</summary>
    private static string? ImageAfterWord(TaskText text)
    {
        for (var i = 0; i + 1 < text.Count; i++)
        {
            if (text[i].Key is "image" or "imagen" or "imagem" or "immagine" or "abbild" && text[text.Is(i + 1, Term.Called) && i + 2 < text.Count ? i + 2 : i + 1] is var token
                && token.Kind is TokenKind.Word or TokenKind.Quoted && !token.Is(Term.Stop | Term.Preposition | Term.For | Term.To | Term.Connector) && !token.Key.Contains(' '))
            {
                return token.Text;
            }
        }

        return null;
    }

    /// <summary>A DNS name that is neither a file nor the image's registry.</summary>
    private static string? HostIn(TaskBrief brief)
    {
        if (brief.Urls.FirstOrDefault() is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && brief.Text.Mentions("ingress", "host", "reachable", "domain", "erreichbar"))
        {
            return address.Host;
        }

        foreach (var token in brief.Text.Tokens)
        {
            var parts = token.Key.Split('.');
            if (token.Kind is TokenKind.Word or TokenKind.Quoted && parts.Length >= 2 && parts[^1].Length is >= 2 and <= 24 && parts[^1].All(char.IsAsciiLetterLower)
                && parts.All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) && !References.HasFileExtension(token.Key))
            {
                return token.Key;
            }
        }

        return null;
    }

    /// <summary>"from 2 to 10", "up to 10", "max 10".</summary>
    private static int? MostIn(TaskText text)
    {
        for (var i = 0; i + 1 < text.Count; i++)
        {
            if ((text[i].Key is "max" or "maximum" or "maximal" or "most" || text[i].Key is "to" or "bis" && text.At(i - 1) is { } before && (before.Key == "up" || Numbers.Of(before) is not null))
                && Numbers.Of(text[i + 1]) is { } most)
            {
                return most;
            }
        }

        return null;
    }

    /// <summary><c>health check /healthz</c>.</summary>
    private static string? PathIn(TaskText text)
    {
        foreach (var token in text.Tokens)
        {
            if (token.Kind is TokenKind.Word or TokenKind.Quoted && token.Text.StartsWith('/') && token.Text.Length > 1 && token.Key.Contains("health", StringComparison.Ordinal))
            {
                return token.Text;
            }
        }

        return null;
    }
}
