namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>How much of a bundle is read; what is beyond is told as unreadable.</summary>
/// <param name="Files">Files in all.</param>
/// <param name="Depth">Folders in each other.</param>
/// <param name="FileSize">Bytes of one file, unpacked; of a longer one the beginning is read.</param>
/// <param name="TotalSize">Bytes in all, unpacked.</param>
/// <param name="StructuredSize">Bytes of a file that is read as a whole: JSON, YAML.</param>
internal sealed record BundleLimits(int Files, int Depth, int FileSize, long TotalSize, int StructuredSize)
{
    public static BundleLimits Default { get; } = new(Files: 5_000, Depth: 8, FileSize: 128 << 20, TotalSize: 256L << 20, StructuredSize: 32 << 20);
}
