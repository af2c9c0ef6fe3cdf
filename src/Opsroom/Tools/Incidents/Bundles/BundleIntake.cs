using System.Buffers;
using System.IO.Compression;
using System.Text;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Takes in the files of a bundle one by one, unpacked and as UTF-8, until a limit is met.</summary>
internal sealed class BundleIntake(BundleLimits limits) : IFolderIntake
{
    private readonly SortedDictionary<string, BundleFile> _files = new(StringComparer.Ordinal);
    private readonly List<Unreadable> _unreadable = [];
    private long _left = limits.TotalSize;
    private int _beyond;

    public int Room => (int)Math.Min(limits.FileSize, _left);

    public int Largest => limits.FileSize;

    public void Refuse(string path, string why) => _unreadable.Add(new(path, why));

    public bool Admits(string path)
    {
        if (BundleContent.IsIgnored(path))
        {
            return false;
        }

        if (BundlePath.ProblemOf(path) is { } problem)
        {
            Refuse(BundlePath.Shown(path), problem);
            return false;
        }

        if (path.Count(letter => letter == '/') > limits.Depth)
        {
            Refuse(path, $"It lies deeper than {limits.Depth} folders.");
            return false;
        }

        if (_files.Count >= limits.Files)
        {
            _beyond++;
            return false;
        }

        if (_left <= 0)
        {
            Refuse(path, $"The bundle has more than {limits.TotalSize >> 20} MiB; this was not read.");
            return false;
        }

        return true;
    }

    public void Add(string path, ReadOnlyMemory<byte> content, bool isCut = false, string? sha256 = null)
    {
        var text = content;
        if (content.Span is [0x1F, 0x8B, ..])
        {
            text = Unpack(path, content, ref isCut);
            sha256 ??= BundleFile.Hash(content.Span);
        }

        if (InUtf8(text) is var converted && !converted.Equals(text))
        {
            sha256 ??= BundleFile.Hash(content.Span);
            text = converted;
        }

        if (isCut)
        {
            Refuse(path, $"Only its first {Math.Max(1, text.Length >> 20)} MiB were read.");
        }

        _left -= text.Length;
        if (!_files.TryAdd(path, new(path, text, sha256)))
        {
            Refuse(path, "The name stands twice in the bundle; the first one counts.");
        }
    }

    public BundleContent Complete()
    {
        if (_beyond > 0)
        {
            Refuse("", $"The bundle has more than {limits.Files:N0} files; {_beyond:N0} were not read.");
        }

        return new([.. _files.Values], [.. _unreadable]);
    }

    private ReadOnlyMemory<byte> Unpack(string path, ReadOnlyMemory<byte> packed, ref bool isCut)
    {
        using var unpacked = new GZipStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        var (bytes, more, fault) = ReadAll(unpacked, Room);
        isCut |= more;
        if (fault is not null)
        {
            Refuse(path, $"It is damaged after {bytes.Length:N0} unpacked bytes: {fault}");
        }

        return bytes;
    }

    /// <summary>Reads to the end, the limit, or where the stream is damaged.</summary>
    public static (ReadOnlyMemory<byte> Bytes, bool More, string? Fault) ReadAll(Stream stream, int limit, long expected = 0)
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(expected + 1, 4096, Math.Max(limit, 4096)));
        try
        {
            while (buffer.WrittenCount <= limit)
            {
                var read = stream.Read(buffer.GetSpan(Math.Clamp(limit + 1 - buffer.WrittenCount, 1, 81920)));
                if (read == 0)
                {
                    return (buffer.WrittenMemory, false, null);
                }

                buffer.Advance(read);
            }

            return (buffer.WrittenMemory[..limit], true, null);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException or NotSupportedException)
        {
            return (buffer.WrittenMemory, false, OutsideText.OneLine(damaged.Message) + ".");
        }
    }

    private static ReadOnlyMemory<byte> InUtf8(ReadOnlyMemory<byte> text) => text.Span switch
    {
        [0xEF, 0xBB, 0xBF, ..] => text[3..],
        [0xFF, 0xFE, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, text[2..].ToArray()),
        [0xFE, 0xFF, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, text[2..].ToArray()),
        _ => text,
    };
}
