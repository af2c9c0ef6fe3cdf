using System.Security.Cryptography;
using Opsroom.Tools.Incidents.Bundles.Reading;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>A file of a bundle as it was handed in. It does not change while it is looked at, whatever happens to where it came from.</summary>
/// <param name="path">In the bundle, segments separated by <c>/</c>.</param>
/// <param name="text">The content unpacked and as UTF-8, without a byte order mark.</param>
/// <param name="sha256">Of the content as it was handed in, where that is not <paramref name="text"/>.</param>
internal sealed class BundleFile(string path, ReadOnlyMemory<byte> text, string? sha256 = null)
{
    private readonly Lazy<string> _sha256 = new(() => sha256 ?? Hash(text.Span));
    private readonly Lazy<TextLines> _lines = new(() => TextLines.Of(path, text));
    private readonly Lazy<StructuredReading> _structure = new(() => StructuredText.Read(text, BundleLimits.Default.StructuredSize));

    public string Path { get; } = path;

    public ReadOnlyMemory<byte> Text { get; } = text;

    /// <summary>Lower-case hex, of the file as it was handed in.</summary>
    public string Sha256 => _sha256.Value;

    public TextLines Lines => _lines.Value;

    /// <summary>What it holds as JSON or YAML.</summary>
    public StructuredReading Structure => _structure.Value;

    /// <summary>The file's name without folders.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
