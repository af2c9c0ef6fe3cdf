namespace Opsroom.Threads.Blobs;

/// <summary>A blob of an append, made ready before the writer sees it: its content where it is small, the key of its parts where it is large.</summary>
/// <param name="Content">The whole content, checked against the hash; null where the blob is large.</param>
/// <param name="Staged">The blob whose parts are already written; null where it is believed to be complete in the store.</param>
internal sealed record GivenBlob(string Sha256, byte[]? Content, long? Staged);
