using Opsroom.Telemetry;

namespace Opsroom.Knowledge.Embedding;

/// <summary>Whose API makes vectors of texts.</summary>
public enum EmbeddingProvider
{
    /// <summary>Nobody's: texts are found by their words.</summary>
    None,

    /// <summary>Voyage's.</summary>
    Voyage,

    /// <summary>One that speaks as OpenAI's does.</summary>
    OpenAI,

    /// <summary>Pinecone's inference.</summary>
    Pinecone,

    /// <summary>Nobody's: a model of the operator, on this machine.</summary>
    Onnx,
}

/// <summary>Who makes vectors of passages and questions (section <c>Embeddings</c>).</summary>
public sealed record EmbeddingOptions
{
    public EmbeddingProvider Provider { get; init; }

    /// <summary>Where the API is, up to what is named <c>embeddings</c> or <c>embed</c>.</summary>
    public string BaseUrl { get; init; } = "";

    public Secret? ApiKey { get; init; }

    public string Model { get; init; } = "";

    /// <summary>How long one answer may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The model on this machine; null where another makes vectors.</summary>
    public OnnxModelOptions? OnnxModel { get; init; }

    /// <summary>Who makes them; null where nobody does.</summary>
    /// <param name="onnx">Runs a model on this machine; null where the program cannot.</param>
    public IEmbedder? Create(Func<OnnxModelOptions, IEmbedder>? onnx, TimeProvider time) => this switch
    {
        { Provider: EmbeddingProvider.None } => null,
        { OnnxModel: { } model } => (onnx ?? throw new InvalidOperationException("This program runs no models."))(model),
        _ => new HttpEmbedder(this, time),
    };

    /// <summary>Tells vectors apart that cannot be compared.</summary>
    internal string Identity => $"{Provider}/{Model}";
}
