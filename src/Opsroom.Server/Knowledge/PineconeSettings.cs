using Opsroom.Knowledge.Pinecone;
using Opsroom.Server.Hosting;
using Opsroom.Telemetry;

namespace Opsroom.Server.Knowledge;

/// <summary>Where vectors are kept (section <c>Pinecone</c>).</summary>
internal static class PineconeSettings
{
    private const string Section = "Pinecone";
    private const int LongestName = 45;

    /// <summary>Null without a key.</summary>
    public static PineconeOptions? Read(SettingsReader reader)
    {
        if (reader.Text($"{Section}:ApiKey") is not { } key)
        {
            return null;
        }

        var defaults = new PineconeOptions();
        var (region, cloud) = Place(reader.Text($"{Section}:Environment"));
        var options = new PineconeOptions
        {
            ApiKey = Secret.From(key),
            ControlUrl = reader.Text($"{Section}:ControlUrl") ?? defaults.ControlUrl,
            IndexName = reader.Text($"{Section}:IndexName") ?? defaults.IndexName,
            Cloud = reader.Text($"{Section}:Cloud") ?? cloud ?? defaults.Cloud,
            Region = reader.Text($"{Section}:Region") ?? region ?? defaults.Region,
            Namespace = reader.Text($"{Section}:Namespace") ?? defaults.Namespace,
            RequestTimeout = reader.Time($"{Section}:RequestTimeout", defaults.RequestTimeout),
        };
        if (!Uri.TryCreate(options.ControlUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            reader.Refuse($"{Section}:ControlUrl is not an address of the form https://HOST: leave it out to use Pinecone's own.");
        }

        if (!IsIndexName(options.IndexName))
        {
            reader.Refuse($"{Section}:IndexName is '{options.IndexName}': Pinecone takes up to {LongestName} lower-case letters, digits and hyphens (PINECONE_INDEX_NAME).");
        }

        return options;
    }

    /// <summary>Environments were named <c>us-east-1-aws</c>: the region, and whose cloud it is in. A region alone is taken too.</summary>
    private static (string? Region, string? Cloud) Place(string? environment) =>
        environment?.LastIndexOf('-') is > 0 and var at && environment[(at + 1)..] is "aws" or "gcp" or "azure" ? (environment[..at], environment[(at + 1)..]) : (environment, null);

    private static bool IsIndexName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') && name[0] != '-' && name[^1] != '-';
}
