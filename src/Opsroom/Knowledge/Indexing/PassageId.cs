using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Opsroom.Knowledge.Indexing;

/// <summary>What names a passage on every server of a store: another text is another passage.</summary>
/// <param name="Tenant">Whose document it is of; empty for everybody's.</param>
/// <param name="Document">The document's id; of a shipped one its source.</param>
/// <param name="Place">Which passage of it, from 0.</param>
/// <param name="Digest">Of its text, with title and heading.</param>
internal sealed record PassageId(string Tenant, string Document, int Place, string Digest)
{
    private const int DigestBytes = 8;

    /// <summary>Within the tenant's own.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Document}#{Place}#{Digest}");

    public static PassageId Of(string tenant, string document, int place, string text) =>
        new(tenant, document, place, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes)));

    /// <summary>Null where it is the name of something else.</summary>
    public static PassageId? Parse(string tenant, string name) =>
        name.Split('#') is [.. var document, var place, var digest] && document.Length > 0 && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(tenant, string.Join('#', document), number, digest)
            : null;
}

/// <summary>A passage that has no vector yet.</summary>
/// <param name="Text">What is to be embedded.</param>
/// <param name="Source">Of its document.</param>
internal sealed record UnembeddedPassage(long Number, PassageId Id, string Text, string Source);
