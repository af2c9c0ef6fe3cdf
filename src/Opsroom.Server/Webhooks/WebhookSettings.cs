using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Opsroom.Server.Hosting;
using Opsroom.Telemetry;
using Opsroom.Threads.Outbox;

namespace Opsroom.Server.Webhooks;

/// <summary>Who is told of what is asked, decided and finished (list <c>Webhooks</c>).</summary>
internal sealed class WebhookSettings(IReadOnlyList<WebhookOptions> all)
{
    private const string Section = "Webhooks";
    private const int ShortestKey = 24;
    private const int LongestKey = 64;
    private const int NameLength = 16;

    private static readonly ImmutableSortedDictionary<string, NoticeKind> Kinds = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("asked", NoticeKind.Asked), KeyValuePair.Create("decided", NoticeKind.Decided), KeyValuePair.Create("finished", NoticeKind.Finished),
    ]);

    public IReadOnlyList<WebhookOptions> All => all;

    /// <summary>What the store keeps for them.</summary>
    public NoticeRoutes Routes { get; } = new([.. all.Select(webhook => webhook.Route)]);

    /// <summary>The keys, as they are written and without what they begin with.</summary>
    public IEnumerable<ConfiguredSecret> Secrets => all.SelectMany(webhook => new[]
    {
        new ConfiguredSecret("webhook_secret", webhook.Secret.Reveal()),
        new ConfiguredSecret("webhook_secret", webhook.Secret.Reveal()[WebhookOptions.SecretPrefix.Length..]),
    });

    public static WebhookSettings Read(SettingsReader reader)
    {
        if (reader.Text(Section) is not null)
        {
            reader.Refuse($"{Section} is a text: give a list, such as {Section}:0:Url and {Section}:0:Secret ({Section}__0__Url in the environment).");
            return new WebhookSettings([]);
        }

        var webhooks = reader.Children(Section).Select(child => Read(reader, child)).OfType<WebhookOptions>().ToList();
        foreach (var twice in webhooks.GroupBy(webhook => webhook.Url).Where(same => same.Count() > 1))
        {
            reader.Refuse($"{Section} has the same Url more than once (at {twice.First().Receiver}): list all Events and Tenants in one entry.");
        }

        return new WebhookSettings(webhooks);
    }

    private static WebhookOptions? Read(SettingsReader reader, IConfigurationSection section)
    {
        var kinds = reader.List($"{section.Path}:Events");
        if (kinds.FirstOrDefault(kind => !Kinds.ContainsKey(kind)) is { } unknown)
        {
            reader.Refuse($"{section.Path}:Events has '{unknown}': choose from {string.Join(", ", Kinds.Keys)}.");
            return null;
        }

        // neither is repeated, since both are secret or may be
        var address = Uri.TryCreate(reader.Text($"{section.Path}:Url"), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
        if (address is not { UserInfo: "" })
        {
            reader.Refuse($"{section.Path}:Url is no address to post to: give http:// or https://, a host and a path, without user and password.");
            return null;
        }

        if (Secret.From(reader.Text($"{section.Path}:Secret")) is not { } secret || !IsKey(secret.Reveal()))
        {
            reader.Refuse($"{section.Path}:Secret is no key: give whsec_ and {ShortestKey} to {LongestKey} random bytes in base64, such as whsec_$(openssl rand -base64 32).");
            return null;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)))[..NameLength];
        return new WebhookOptions(
            address, secret,
            new NoticeRoute(name, [.. (kinds.Count == 0 ? Kinds.Keys : kinds).Select(kind => Kinds[kind])], [.. reader.List($"{section.Path}:Tenants")]));
    }

    private static bool IsKey(string secret)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        return secret.StartsWith(WebhookOptions.SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[WebhookOptions.SecretPrefix.Length..], key, out var length) && length >= ShortestKey;
    }
}
