using Opsroom.Server.Docs;

namespace Opsroom.Server.Archives;

/// <summary>What the API's document says about archives.</summary>
internal static class ArchivesDocs
{
    private const string Tag = "Archives";

    public static RouteDoc Export { get; } = new(
        Tag, "A thread as one archive",
        """
        A zip, written as it is sent: `journal.jsonl` (each event byte by byte with its hash in the chain), `blobs/<sha256>`, `manifest.json` with the SHA-256 of each entry,
        and the manifest's own. Of a thread on which a run is in progress, the events there are now. The same journal gives the same bytes.
        """)
    {
        Parameters = [ParameterDoc.ThreadId],
        Answers = [new(200, null, "The archive.", null, "application/zip")],
        Errors = [(404, "There is no such thread.")],
    };

    public static RouteDoc Import { get; } = new(
        Tag, "A thread from an archive",
        """
        The archive as raw bytes, up to 256 MiB. Every hash, the chain through the journal and every event are checked before anything is stored, and all of it is stored
        at once or not at all. Events stay byte by byte what they were; `thread_imported` is added. A run that was in progress in the archive ends as `cancelled`.
        Usage is not counted again.
        """)
    {
        Parameters = [new("query", "thread_id", "What the thread is to be called; without it, what it was called where it was exported.", Pattern: Opsroom.Threads.ThreadId.Pattern), ParameterDoc.IdempotencyKey],
        Body = new(null, null),
        Answers =
        [
            new(201, typeof(ImportAnswer), "The thread.", """
                {"thread_id":"thread-01a2","imported_from":"thread-01a2","at_event":14,"head_hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
                """),
        ],
        Errors = [(409, "There is a thread of that name."), (413, "The archive unpacks to more than is taken."), (422, "The archive is not whole or not sound; `detail` says what is wrong.")],
    };
}
