using System.IO.Compression;
using System.Text;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;

namespace Opsroom.Tests.Tools.Incidents.Bundles;

/// <summary>A bundle on disk that goes away with the test.</summary>
internal sealed class BundleFolder : IDisposable
{
    public static readonly DateTimeOffset Clock = DateTimeOffset.Parse("2030-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    public BundleFolder(params (string Path, string Text)[] files)
    {
        Path = Directory.CreateTempSubdirectory("bundle-").FullName;
        foreach (var (path, text) in files)
        {
            Add(path, Encoding.UTF8.GetBytes(text));
        }
    }

    public string Path { get; }

    public BundleFolder Add(string path, byte[] content)
    {
        var file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return this;
    }

    public Recording Read() => BundleReader.Read(BundleSource.ReadFromDisk(Path, TestContext.Current.CancellationToken).Value!, Clock, TestContext.Current.CancellationToken);

    /// <summary>What a bundle of these files is read to.</summary>
    public static Recording Of(params (string Path, string Text)[] files)
    {
        using var folder = new BundleFolder(files);
        return folder.Read();
    }

    public static byte[] Zip(params (string Path, string Text)[] files)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return archive.ToArray();
    }

    public static Recording OfZip(byte[] archive) =>
        BundleReader.Read(ZippedBundle.Read(archive, BundleLimits.Default, TestContext.Current.CancellationToken).Value!, Clock, TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
