namespace Opsroom.Knowledge.Embedding;

/// <summary>Makes vectors of texts, so that those that mean alike are near each other.</summary>
public interface IEmbedder : IDisposable
{
    /// <summary>Tells vectors apart that cannot be compared.</summary>
    string Identity { get; }

    /// <summary>One vector of length 1 for each text, all of the same dimension.</summary>
    /// <param name="isQuestion">Whether they are questions; else they are passages to be found.</param>
    /// <exception cref="EmbedderException">It cannot be done now.</exception>
    Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, bool isQuestion, CancellationToken cancellationToken);
}
