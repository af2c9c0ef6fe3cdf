using Opsroom.Server.Docs;

namespace Opsroom.Server.Knowledge;

/// <summary>What the API's document says about knowledge.</summary>
internal static class KnowledgeDocs
{
    private const string Tag = "Knowledge";
    private const string Example =
        """{"id":"doc-3f1c9a5b7d2e4f60a1b2","source":"wiki/failover.md","title":"Failover of the payments database","tags":["postgresql"],"format":"markdown","origin":"api","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","changed_at":"2026-11-23T09:30:00Z","characters":1834}""";

    private static readonly ParameterDoc Id = new("path", "document_id", "The document.", Required: true);

    public static RouteDoc Add { get; } = new(
        Tag, "Add a document, or replace it",
        """
        JSON, or a form (`multipart/form-data`) with one file and the fields `source`, `title`, `tags` (with commas) and `format`; PDF is taken as a file only. A document
        with the same `source` is replaced. It is found by the next search. Up to 64 MiB and 16 million characters. Needs the role `operator` or `admin`.
        """,
        "AddDocument")
    {
        Body = new(typeof(DocumentRequest), """{"title":"Failover of the payments database","source":"wiki/failover.md","content":"# Failover\n\nPromote the standby, then …","tags":["postgresql"]}"""),
        Answers = [new(201, typeof(DocumentView), "It is stored.", Example)],
        Errors = [(403, "The role is missing."), (422, "The request or the document is not valid; `detail` lists everything that is wrong.")],
    };

    public static RouteDoc List { get; } = new(Tag, "The documents", "In the order of their sources, without their texts. The runbooks that come with the server are not among them.", "ListDocuments")
    {
        Parameters = [new("query", "source", "Only this source, or what lies in this folder."), ParameterDoc.Limit, ParameterDoc.Cursor],
        Answers = [new(200, typeof(DocumentList), "A page.", $$"""{"items":[{{Example}}],"next_cursor":null}""")],
        Errors = [(422, "The request is not valid; `detail` lists everything that is wrong.")],
    };

    public static RouteDoc Read { get; } = new(Tag, "One document", "With its text, of a PDF what was read from it.", "ReadDocument")
    {
        Parameters = [Id],
        Answers = [new(200, typeof(DocumentView), "The document.")],
        Errors = [(404, "There is no such document.")],
    };

    public static RouteDoc Remove { get; } = new(
        Tag, "Remove a document", "It is not found any more. A file in a watched folder comes back when it changes: remove it there. Needs the role `operator` or `admin`.", "RemoveDocument")
    {
        Parameters = [Id],
        Answers = [new(204, null, "It is gone.")],
        Errors = [(403, "The role is missing."), (404, "There is no such document.")],
    };

    public static RouteDoc Search { get; } = new(
        Tag, "Search",
        "By symptom, error message, alert name or key words, over the documents and the runbooks that come with the server. Each result is the best passage of one document; with `source` naming one document, its passages.",
        "SearchKnowledge")
    {
        Parameters =
        [
            new("query", "q", "What to look for, 1 to 1,000 characters; none of them is syntax.", Required: true),
            new("query", "top_k", "How many results at most, 1 to 50; 5 unless told.", "integer"),
            new("query", "source", "Only this source, or a folder of sources, such as `runbooks`."),
        ],
        Answers =
        [
            new(200, typeof(KnowledgeAnswer), "What was found; nothing is an answer too.", """
                {"results":[{"title":"Pod in CrashLoopBackOff","source":"runbooks/pod-crash-loop.md","score":0.81,"excerpt":"1. `kubernetes_diagnose` …","location":"Look first, line 31","document_id":null,"tainted":false}],"notice":null}
                """),
        ],
        Errors = [(422, "The request is not valid; `detail` lists everything that is wrong.")],
    };
}
