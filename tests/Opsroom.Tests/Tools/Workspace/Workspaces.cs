using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Opsroom.Threads;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools.Workspace;

/// <summary>Makes the workspace of a thread that has some files.</summary>
internal static class Workspaces
{
    public static ThreadWorkspace With(params (string Path, string Text)[] files) => Open(ReadRoots.None, null, [.. files.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text)))]);

    public static ThreadWorkspace Open(ReadRoots roots, Func<string, CancellationToken, ValueTask<FileContent?>>? extraFiles, params (string Path, byte[] Bytes)[] files)
    {
        var named = files.Select(file => (file.Bytes, File: new ThreadFile(file.Path, MediaTypes.Of(file.Path), file.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(file.Bytes))))).ToList();
        var blobs = named.DistinctBy(pair => pair.File.Sha256, StringComparer.Ordinal).ToDictionary(pair => pair.File.Sha256, pair => pair.Bytes, StringComparer.Ordinal);
        return new ThreadWorkspace(
            ThreadId.Parse("t:1"), named.ToImmutableSortedDictionary(pair => pair.File.Path, pair => pair.File, StringComparer.Ordinal), new BlobStore(blobs), roots, extraFiles);
    }
}
