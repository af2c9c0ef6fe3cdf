using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Live;

/// <summary>What was gathered so far, as the files that a bundle has; and what could not be. Sources put into it side by side.</summary>
internal sealed class LiveFiles
{
    /// <summary>Bytes of evidence that one investigation gathers.</summary>
    private const int MostBytes = 64 << 20;

    private readonly ConcurrentDictionary<string, BundleFile> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _missing = [];
    private int _bytes;

    public void Add(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (Interlocked.Add(ref _bytes, bytes.Length) > MostBytes)
        {
            Miss($"{path} was left out: an investigation gathers at most {MostBytes >> 20} MiB. Name a namespace or a shorter time_range.");
            return;
        }

        // names that differ only in what a path cannot have are told apart
        var name = path;
        for (var copy = 2; !_files.TryAdd(name, new(name, bytes)); copy++)
        {
            name = $"{Path.ChangeExtension(path, null)}-{copy}{Path.GetExtension(path)}";
        }
    }

    /// <summary>Something that could not be looked at, as a sentence.</summary>
    public void Miss(string what) => _missing.Enqueue(what);

    public ImmutableArray<string> Missing => [.. _missing.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public BundleContent Content() => new([.. _files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)], []);

    /// <summary>A name that may be a segment of a path.</summary>
    public static string Segment(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name.Take(120))
        {
            text.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-');
        }

        return text.ToString().Trim('-', '.') is { Length: > 0 } segment ? segment : "unnamed";
    }
}
