using Opsroom.Knowledge.Chunking;
using Opsroom.Knowledge.Documents;

namespace Opsroom.Knowledge.Search;

/// <param name="Score">0 to 1; comparable within one answer.</param>
internal sealed record SearchResult(Document Document, Passage Passage, double Score);
