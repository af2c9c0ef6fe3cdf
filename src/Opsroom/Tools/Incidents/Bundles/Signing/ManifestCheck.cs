using Opsroom.Tools.Incidents.Bundles.Reading;

namespace Opsroom.Tools.Incidents.Bundles.Signing;

/// <param name="Origin">Who vouches for the bundle, as a sentence; null where it has no manifest.</param>
/// <param name="Refusal">Why it must not be read.</param>
internal readonly record struct ManifestFindings(string? Origin, ToolFailure? Refusal);

/// <summary>Holds a bundle against its manifest. Evidence that was changed after it was saved is refused, not judged.</summary>
internal static class ManifestCheck
{
    /// <param name="ownKey">Asked for only where there is a signature to check.</param>
    public static ManifestFindings Of(BundleContent content, Func<BundleKey> ownKey)
    {
        if (content.Files.FirstOrDefault(file => file.Path.Equals(BundleReader.Manifest, StringComparison.OrdinalIgnoreCase)) is not { } file)
        {
            return default;
        }

        if (BundleManifest.Read(file) is not { } manifest)
        {
            return Refused("manifest.json lists no file with its SHA-256.");
        }

        if (Contradiction(content, manifest) is { } contradiction)
        {
            return Refused(contradiction);
        }

        if (manifest.Signature is null)
        {
            return new("The files are as the bundle's manifest lists them; it is not signed.", null);
        }

        var key = ownKey();
        return manifest.KeyId != key.Id ? new("The files are as the bundle's manifest lists them; it is signed by a key that is not this server's, so who signed it cannot be told.", null)
            : key.Verifies(manifest.Files, manifest.Signature) ? new("The bundle is signed by this server, and unchanged since.", null)
            : Refused("the signature in manifest.json names this server's key and is not its signature.");
    }

    private static string? Contradiction(BundleContent content, BundleManifest manifest)
    {
        var files = content.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var unread = content.Unreadable.Select(each => each.File).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, sha256) in manifest.Files.Where(each => !BundleContent.IsIgnored(each.Path)))
        {
            if (!files.TryGetValue(path, out var file))
            {
                if (unread.Contains(path))
                {
                    continue;
                }

                return $"{BundlePath.Shown(path)} is listed in manifest.json and is not there.";
            }

            if (!file.Sha256.Equals(sha256, StringComparison.OrdinalIgnoreCase))
            {
                return $"{BundlePath.Shown(path)} is not what manifest.json lists: its SHA-256 is {file.Sha256}.";
            }
        }

        var listed = manifest.Files.Select(each => each.Path).ToHashSet(StringComparer.Ordinal);
        return manifest.Signature is null ? null
            : content.Files.FirstOrDefault(file => !listed.Contains(file.Path) && !file.Path.Equals(BundleReader.Manifest, StringComparison.OrdinalIgnoreCase)) is { } added
                ? $"{BundlePath.Shown(added.Path)} is not listed in the signed manifest.json."
                : null;
    }

    private static ManifestFindings Refused(string why) => new(null, new(FaultCodes.Conflict, $"The bundle is refused: {why} Get it again from where it was saved; without manifest.json it is read as evidence that nobody vouches for."));
}
