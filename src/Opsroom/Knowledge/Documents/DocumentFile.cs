using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Opsroom.Knowledge.Formats;
using Opsroom.Knowledge.Indexing;
using Opsroom.Threads.Documents;

namespace Opsroom.Knowledge.Documents;

/// <summary>Makes of bytes that somebody brought a document that can be stored, and of a stored one what is indexed.</summary>
internal static class DocumentFile
{
    /// <summary>Characters of text that a document may have.</summary>
    public const int LongestText = 16 * 1024 * 1024;

    private const int LongestSource = 500;
    private const int LongestTitle = 300;
    private const int IdBytes = 10;

    /// <summary>Reads a document and proves that it can be indexed.</summary>
    /// <param name="format">Null to tell it by the name of the source; what has no known ending is text.</param>
    /// <param name="title">Null to take what the document says of itself.</param>
    /// <exception cref="FormatException">It cannot be taken; the message says why, without the name.</exception>
    public static StoredDocument Read(
        string tenant, string origin, string source, ReadOnlyMemory<byte> bytes, string? format, string? title, ImmutableArray<string> tags, DateTimeOffset now)
    {
        source = CheckedSource(source);
        format ??= DocumentFormat.OfName(source) ?? DocumentFormat.Text;
        var text = (format == DocumentFormat.Pdf ? PdfFormat.Text(bytes.ToArray(), LongestText) : Decoded(bytes.Span)).Replace("\0", "", StringComparison.Ordinal);
        if (text.Length > LongestText)
        {
            throw new FormatException($"it has {text.Length} characters, and {LongestText} are taken at most: split it");
        }

        var matter = format == DocumentFormat.Markdown ? FrontMatter.Read(text) : null;
        var named = Title(title ?? matter?.Title ?? TitleIn(format, text)) ?? TitleOf(source);
        var all = tags.Concat(matter?.Tags ?? []).Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase);
        var stored = new StoredDocument(
            tenant, IdOf(tenant, source), source, named, [.. all], format, origin, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), now, text);
        return Indexed(stored).Passages switch
        {
            [] => throw new FormatException("it holds no text"),
            { Length: > IndexSchema.MostPassages } many => throw new FormatException($"it has {many.Length} passages, and {IndexSchema.MostPassages} are taken at most: split it"),
            _ => stored,
        };
    }

    /// <summary>What of a stored document is indexed.</summary>
    /// <exception cref="FormatException">Its text is not of its format.</exception>
    public static Document Indexed(StoredDocument stored)
    {
        var (title, text) = (stored.Title, stored.Text);
        var matter = stored.Format == DocumentFormat.Markdown ? FrontMatter.Read(text) : null;
        var passages = stored.Format switch
        {
            DocumentFormat.Markdown => MarkdownFormat.Passages(title, matter?.Body ?? text, matter?.FirstLine ?? 1),
            DocumentFormat.Html => HtmlFormat.Passages(title, text),
            DocumentFormat.ReStructuredText => ReStructuredTextFormat.Passages(title, text),
            DocumentFormat.Yaml => YamlFormat.Passages(title, text),
            DocumentFormat.Pdf => TextFormat.Passages(title, text, pages: true),
            _ => TextFormat.Passages(title, text),
        };
        return new Document(title, stored.Source, stored.Tags, matter?.Summary ?? "", matter?.Symptoms ?? [], passages);
    }

    /// <summary>The same for the same source, so that a document that is brought again takes its own place.</summary>
    public static string IdOf(string tenant, string source) =>
        "doc-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{source}")).AsSpan(0, IdBytes));

    private static string CheckedSource(string source)
    {
        source = source.Replace('\\', '/').Trim().Trim('/');
        return source switch
        {
            { Length: 0 or > LongestSource } => throw new FormatException($"its source has to have 1 to {LongestSource} characters"),
            _ when source.Any(char.IsControl) => throw new FormatException("its source holds signs that are none of a name"),
            _ when source.Split('/').Any(part => part is "." or ".." or "") => throw new FormatException("its source has a part that is empty, . or .."),
            _ when source.StartsWith(ShippedRunbooks.Folder, StringComparison.OrdinalIgnoreCase) || source.Equals(ShippedRunbooks.Folder.TrimEnd('/'), StringComparison.OrdinalIgnoreCase) =>
                throw new FormatException($"sources under {ShippedRunbooks.Folder} are those that come with the server: choose another"),
            _ => source,
        };
    }

    private static string Decoded(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return (bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes[2..]);
        }

        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("\u001f\u008b"u8) || bytes[..Math.Min(bytes.Length, 8192)].Contains((byte)0))
        {
            throw new FormatException("it is no text but something packed or binary: unpack or export it first");
        }

        return Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
    }

    private static string? TitleIn(string format, string text) => format switch
    {
        DocumentFormat.Markdown => MarkdownFormat.FirstTitle(text),
        DocumentFormat.Html => HtmlFormat.FirstTitle(text),
        DocumentFormat.ReStructuredText => ReStructuredTextFormat.FirstTitle(text),
        _ => null,
    };

    private static string? Title(string? title) => title?.ReplaceLineEndings(" ").Trim() is { Length: > 0 } text ? text.Length <= LongestTitle ? text : text[..LongestTitle] : null;

    /// <summary>The name of the file in words.</summary>
    private static string TitleOf(string source) =>
        Title(Path.GetFileNameWithoutExtension(source).Replace('-', ' ').Replace('_', ' ')) is { } words ? char.ToUpperInvariant(words[0]) + words[1..] : source;
}
