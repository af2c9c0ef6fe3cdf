using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Harness;

/// <summary>A document that was made and judged, ready to be written.</summary>
internal sealed record MadeDocument(string Identifier, string Path, string Yaml, ReadOnlyMemory<byte> Content, PipelineValidation Validation);

/// <summary>
/// Remembers what was last made, by the arguments it was made from. The same arguments make the same document, and agents repeat their calls: after a crash,
/// in a round of remediation, for one service after another of a team.
/// </summary>
internal sealed class RecentDocuments(int capacity)
{
    private readonly ConcurrentDictionary<string, MadeDocument> documents = new(StringComparer.Ordinal);

    public MadeDocument? Find(string key) => documents.GetValueOrDefault(key);

    public MadeDocument Keep(string key, MadeDocument document)
    {
        if (documents.Count >= capacity)
        {
            documents.Clear();
        }

        documents[key] = document;
        return document;
    }

    /// <summary>One text for a list of texts, different for different lists.</summary>
    public static string KeyOf(params ReadOnlySpan<IEnumerable<string?>> parts)
    {
        var key = new StringBuilder(256);
        foreach (var part in parts)
        {
            foreach (var text in part)
            {
                key.Append((text?.Length ?? -1).ToString(CultureInfo.InvariantCulture)).Append(':').Append(text);
            }

            key.Append('|');
        }

        return key.ToString();
    }
}
