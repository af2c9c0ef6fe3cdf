using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Opsroom.Tools.Templates.Scaffolding.Repository;

internal enum GitKind
{
    Commit = 1,
    Tree = 2,
    Blob = 3,
}

/// <summary>An object of a git repository, named by the SHA-1 of what it is.</summary>
internal sealed record GitObject(GitKind Kind, ImmutableArray<byte> Content)
{
    /// <summary>20 bytes.</summary>
    public ImmutableArray<byte> Id { get; } = [.. IdOf(Kind, Content.AsSpan())];

    public string HexId => Convert.ToHexStringLower(Id.AsSpan());

    public static GitObject Blob(ReadOnlySpan<byte> content) => new(GitKind.Blob, [.. content]);

    /// <summary>A commit without a parent.</summary>
    /// <param name="tree">What it holds.</param>
    /// <param name="who">Name, address and time as git writes them.</param>
    /// <param name="message">Ends with a line break.</param>
    public static GitObject Commit(GitObject tree, string who, string message) =>
        new(GitKind.Commit, [.. Encoding.UTF8.GetBytes($"tree {tree.HexId}\nauthor {who}\ncommitter {who}\n\n{message}")]);

    private static byte[] IdOf(GitKind kind, ReadOnlySpan<byte> content)
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes($"{kind.ToString().ToLowerInvariant()} {content.Length}\0"), .. content];
        return Sha1.Of(whole);
    }
}

/// <summary>The digest that git's formats prescribe; nothing here rests on it being hard to forge.</summary>
internal static class Sha1
{
    public const int Size = 20;

#pragma warning disable CA5350 // git names objects by SHA-1
    public static byte[] Of(ReadOnlySpan<byte> bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350
}
