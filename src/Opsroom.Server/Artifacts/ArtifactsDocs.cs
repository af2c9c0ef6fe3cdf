using Opsroom.Server.Docs;
using Opsroom.Server.Threads;

namespace Opsroom.Server.Artifacts;

/// <summary>What the API's document says about files.</summary>
internal static class ArtifactsDocs
{
    private const string Tag = "Artifacts";

    private const string FileExample = """
        {"path":"docs/readme.md","media_type":"text/markdown","size":12,"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","url":"/threads/thread-01a2/artifacts/docs/readme.md"}
        """;

    private static readonly ParameterDoc FilePath = new("path", "path", "Relative to the workspace, segments separated by `/`.", Required: true);

    public static RouteDoc List { get; } = new(Tag, "The files of a thread", "What agents wrote and people handed in, by path.")
    {
        Parameters = [ParameterDoc.ThreadId, ParameterDoc.Limit, ParameterDoc.Cursor],
        Answers = [new(200, typeof(FileList), "A page.", $$"""{"items":[{{FileExample}}],"next_cursor":null}""")],
        Errors = [(404, "There is no such thread."), (422, "The request is not valid; `detail` lists everything that is wrong.")],
    };

    public static RouteDoc Read { get; } = new(
        Tag, "One file", "`ETag` is its SHA-256; ranges are served. Types in which something could run are offered for saving only.")
    {
        Parameters = [ParameterDoc.ThreadId, FilePath],
        Answers =
        [
            new(200, null, "The file.", null, "application/octet-stream"),
            new(206, null, "A part of the file.", null, "application/octet-stream"),
            new(304, null, "It has not changed."),
        ],
        Errors = [(404, "There is no such thread or file."), (410, "The retention limits removed the file."), (416, "The range lies outside the file.")],
    };

    public static RouteDoc Zip { get; } = new(Tag, "All files of a thread as one archive", "A zip, written as it is sent.")
    {
        Parameters = [ParameterDoc.ThreadId],
        Answers = [new(200, null, "The archive.", null, "application/zip")],
        Errors = [(404, "There is no such thread.")],
    };

    public static RouteDoc Put { get; } = new(
        Tag, "Hand a file in",
        """
        Raw bytes, up to 256 MiB. The thread is created where there is none. With `extract=true` the body is a zip, and the path names the folder that it is unpacked into
        (`bundle` or `bundle.zip`; without a path, the workspace itself). An archive that reaches outside, holds links, or grows beyond the limit is refused as a whole.
        """)
    {
        Parameters = [ParameterDoc.ThreadId, FilePath, new("query", "extract", "Whether the body is a zip to unpack.", "boolean")],
        Body = new(null, null),
        Answers =
        [
            new(201, typeof(FileView), "The file is new. After `extract=true`, a list of the files.", FileExample),
            new(200, typeof(FileView), "The file was replaced.", FileExample),
        ],
        Errors = [(409, "The thread can only be read here."), (422, "The path or the archive is not taken; `detail` says why.")],
    };
}
