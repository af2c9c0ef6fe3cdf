namespace Opsroom.Knowledge.Indexing;

/// <summary>The tables of an index. A passage's number is its document's, shifted, and its place within that.</summary>
internal static class IndexSchema
{
    /// <summary>Of the tables and of the way in which texts are cut and analysed; an index of another version is made anew.</summary>
    public const int Version = 3;

    private const int PlaceBits = 16;

    /// <summary>How many passages a document can have.</summary>
    public const int MostPassages = 1 << PlaceBits;

    /// <summary>Words are stemmed before they come to the index; without a size in memory the full-text tables would be merged on disk far too often.</summary>
    public const string Sql =
        """
        CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE document (
            number  INTEGER PRIMARY KEY,
            tenant  TEXT NOT NULL,
            id      TEXT,
            title   TEXT NOT NULL,
            source  TEXT NOT NULL,
            tags    TEXT NOT NULL,
            words   TEXT NOT NULL
        );
        CREATE UNIQUE INDEX document_by_source ON document (tenant, source);
        CREATE INDEX document_by_id ON document (id);
        CREATE TABLE passage (number INTEGER PRIMARY KEY, heading TEXT NOT NULL, line INTEGER NOT NULL, page INTEGER, text TEXT NOT NULL);
        CREATE TABLE vector (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
        CREATE TABLE gone (tenant TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tenant, name)) WITHOUT ROWID;
        CREATE TABLE word (word TEXT NOT NULL PRIMARY KEY, stem TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX word_by_stem ON word (stem, count);
        CREATE VIRTUAL TABLE documents USING fts5(title, tags, summary, symptoms, headings, body, content='', contentless_delete=1, tokenize='ascii');
        CREATE VIRTUAL TABLE passages USING fts5(heading, body, content='', contentless_delete=1, tokenize='ascii');
        INSERT INTO documents (documents, rank) VALUES ('hashsize', 16777216);
        INSERT INTO passages (passages, rank) VALUES ('hashsize', 16777216);
        """;

    public static long PassageNumber(long document, int place) => (document << PlaceBits) | (uint)place;

    public static int PlaceOf(long passage) => (int)(passage & (MostPassages - 1));

    public static long DocumentOf(long passage) => passage >> PlaceBits;
}
