using System.Numerics.Tensors;
using Opsroom.Knowledge.Embedding;

namespace Opsroom.Embedding.Onnx.Tests;

public sealed class OnnxEmbedderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-onnx").FullName;
    private readonly OnnxModelOptions options;

    public OnnxEmbedderTests()
    {
        var (model, vocabulary) = TinyModel.Write(folder);
        options = new OnnxModelOptions { ModelFile = model, VocabularyFile = vocabulary };
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Texts_that_mean_alike_are_near_and_vectors_have_length_1()
    {
        using var embedder = new OnnxEmbedder(options);
        var vectors = await embedder.EmbedAsync(["stroller", "Pushchair", "kettle"], isQuestion: false, Cancelled);

        Assert.All(vectors, vector => Assert.Equal(1, TensorPrimitives.Norm(vector), 3));
        Assert.True(TensorPrimitives.Dot(vectors[0], vectors[1]) > 0.9);
        Assert.True(TensorPrimitives.Dot(vectors[0], vectors[2]) < 0.5);
    }

    [Fact]
    public async Task What_a_text_is_computed_with_does_not_change_its_vector()
    {
        using var embedder = new OnnxEmbedder(options);
        var alone = Assert.Single(await embedder.EmbedAsync(["kettle"], isQuestion: false, Cancelled));
        var together = await embedder.EmbedAsync(["kettle", .. Enumerable.Repeat("teapot stroller kettle pushchair", 20)], isQuestion: false, Cancelled);

        Assert.Equal(21, together.Count);
        Assert.Equal(alone, together[0]);
    }

    [Fact]
    public async Task A_long_text_is_cut_and_a_prefix_says_what_is_a_question()
    {
        using var embedder = new OnnxEmbedder(options with { LongestText = 8, QuestionPrefix = "query " });
        var vectors = await embedder.EmbedAsync([string.Join(' ', Enumerable.Repeat("kettle", 5000))], isQuestion: false, Cancelled);
        var question = await embedder.EmbedAsync(["kettle"], isQuestion: true, Cancelled);

        Assert.True(vectors[0][1] > 0.9);
        Assert.True(question[0][2] > vectors[0][2]);
    }

    [Fact]
    public async Task What_is_no_model_is_told_without_an_exception_of_the_runtime()
    {
        File.WriteAllText(options.ModelFile, "no model");
        using var embedder = new OnnxEmbedder(options);
        var fault = await Assert.ThrowsAsync<EmbedderException>(() => embedder.EmbedAsync(["kettle"], isQuestion: false, Cancelled));
        Assert.StartsWith("the model model.onnx cannot be used: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_model_has_another_identity()
    {
        using var embedder = new OnnxEmbedder(options);
        var identity = embedder.Identity;
        File.AppendAllText(options.ModelFile, "x");
        using var other = new OnnxEmbedder(options);
        Assert.NotEqual(identity, other.Identity);
    }
}
