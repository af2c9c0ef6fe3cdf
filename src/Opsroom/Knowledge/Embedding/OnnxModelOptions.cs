namespace Opsroom.Knowledge.Embedding;

/// <summary>A model of the operator that is run on this machine (section <c>Embeddings</c>).</summary>
public sealed record OnnxModelOptions
{
    /// <summary>A BERT-like encoder: takes <c>input_ids</c> and <c>attention_mask</c>, gives a vector for each token or one for the text.</summary>
    public string ModelFile { get; init; } = "";

    /// <summary>Its WordPiece vocabulary, a word in each line.</summary>
    public string VocabularyFile { get; init; } = "";

    /// <summary>Whether it knows words in lower case only.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Whether the first token's vector is the text's; else it is the mean of all.</summary>
    public bool FirstToken { get; init; }

    /// <summary>What the model wants before a question, such as <c>query: </c>.</summary>
    public string QuestionPrefix { get; init; } = "";

    /// <summary>What it wants before a passage, such as <c>passage: </c>.</summary>
    public string PassagePrefix { get; init; } = "";

    /// <summary>Tokens of a text at most; what is longer is cut.</summary>
    public int LongestText { get; init; } = 512;

    /// <summary>Processors that it may use at once.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);
}
