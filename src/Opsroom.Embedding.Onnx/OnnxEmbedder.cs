using System.Numerics.Tensors;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using Opsroom.Knowledge.Embedding;

namespace Opsroom.Embedding.Onnx;

/// <summary>
/// Makes vectors with a model on this machine, so that no text leaves it. The model is loaded when the first vector is wanted. One batch is computed at a time: the model's
/// own threads use the processors.
/// </summary>
public sealed class OnnxEmbedder : IEmbedder
{
    /// <summary>Texts that are computed together; more takes memory and saves no time on processors.</summary>
    private const int TextsAtOnce = 8;

    private readonly OnnxModelOptions options;
    private readonly Lazy<string> identity;
    private readonly Lazy<LoadedModel> loaded;
    private readonly SemaphoreSlim computing = new(1, 1);

    public OnnxEmbedder(OnnxModelOptions options)
    {
        this.options = options;
        identity = new(() => $"onnx/{Digest(options.ModelFile)}/{options.FirstToken}/{options.PassagePrefix}");
        loaded = new(() => LoadedModel.Load(options));
    }

    public string Identity => identity.Value;

    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, bool isQuestion, CancellationToken cancellationToken)
    {
        await computing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Embed([.. texts.Select(text => (isQuestion ? options.QuestionPrefix : options.PassagePrefix) + text)], cancellationToken), cancellationToken);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException or DllNotFoundException)
        {
            throw new EmbedderException($"the model {Path.GetFileName(options.ModelFile)} cannot be used: {fault.Message.ReplaceLineEndings(" ")}");
        }
        finally
        {
            computing.Release();
        }
    }

    public void Dispose()
    {
        if (loaded.IsValueCreated)
        {
            loaded.Value.Dispose();
        }

        computing.Dispose();
    }

    private List<float[]> Embed(string[] texts, CancellationToken cancellationToken)
    {
        var vectors = new List<float[]>(texts.Length);
        foreach (var batch in texts.Chunk(TextsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            vectors.AddRange(loaded.Value.Run(batch));
        }

        foreach (var vector in vectors)
        {
            var length = TensorPrimitives.Norm(vector);
            if (!float.IsFinite(length) || length == 0)
            {
                throw new InvalidOperationException("it gives no vector of numbers.");
            }

            TensorPrimitives.Divide(vector, length, vector);
        }

        return vectors;
    }

    private static string Digest(string file)
    {
        try
        {
            using var model = File.OpenRead(file);
            return Convert.ToHexStringLower(SHA256.HashData(model).AsSpan(0, 8));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }

    /// <summary>A session of the model, and its words.</summary>
    private sealed class LoadedModel(OnnxModelOptions options, InferenceSession session, BertTokenizer tokenizer) : IDisposable
    {
        private const string Ids = "input_ids";
        private const string Mask = "attention_mask";
        private const string Types = "token_type_ids";

        public static LoadedModel Load(OnnxModelOptions options)
        {
            using var settings = new SessionOptions { IntraOpNumThreads = options.Threads, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
            var tokenizer = BertTokenizer.Create(options.VocabularyFile, new BertOptions { LowerCaseBeforeTokenization = options.LowerCase });
            var session = new InferenceSession(options.ModelFile, settings);
            if (!session.InputMetadata.ContainsKey(Ids))
            {
                session.Dispose();
                throw new InvalidOperationException($"it has no input {Ids}: an encoder like BERT is wanted.");
            }

            return new(options, session, tokenizer);
        }

        public void Dispose() => session.Dispose();

        /// <summary>A vector for each text, of any length.</summary>
        public List<float[]> Run(string[] texts)
        {
            var tokens = texts.Select(text => tokenizer.EncodeToIds(text, options.LongestText, out _, out _)).ToList();
            var longest = tokens.Max(each => each.Count);
            var (ids, mask) = (new long[texts.Length * longest], new long[texts.Length * longest]);
            Array.Fill(ids, tokenizer.PaddingTokenId);
            for (var text = 0; text < texts.Length; text++)
            {
                for (var place = 0; place < tokens[text].Count; place++)
                {
                    ids[(text * longest) + place] = tokens[text][place];
                    mask[(text * longest) + place] = 1;
                }
            }

            long[] shape = [texts.Length, longest];
            using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
            using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
            using var typesValue = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
            var given = new Dictionary<string, OrtValue>(StringComparer.Ordinal) { [Ids] = idsValue, [Mask] = maskValue, [Types] = typesValue };
            foreach (var unknown in given.Keys.Where(name => !session.InputMetadata.ContainsKey(name)).ToList())
            {
                given.Remove(unknown);
            }

            using var run = new RunOptions();
            using var results = session.Run(run, given, [session.OutputNames[0]]);
            var dimensions = results[0].GetTensorTypeAndShape().Shape;
            var numbers = results[0].GetTensorDataAsSpan<float>();
            if (dimensions is not ([_, _] or [_, _, _]) || dimensions[0] != texts.Length || (dimensions.Length == 3 && dimensions[1] != longest))
            {
                throw new InvalidOperationException($"its first output {session.OutputNames[0]} is neither a vector for each text nor one for each token.");
            }

            var width = (int)dimensions[^1];
            var vectors = new List<float[]>(texts.Length);
            for (var text = 0; text < texts.Length; text++)
            {
                vectors.Add(dimensions.Length == 2 ? numbers.Slice(text * width, width).ToArray()
                    : Pooled(numbers.Slice(text * longest * width, longest * width), tokens[text].Count, width));
            }

            return vectors;
        }

        /// <summary>The mean of the tokens' vectors, without those that only fill up; or the first.</summary>
        private float[] Pooled(ReadOnlySpan<float> numbers, int count, int width)
        {
            var vector = numbers[..width].ToArray();
            if (options.FirstToken)
            {
                return vector;
            }

            for (var place = 1; place < count; place++)
            {
                TensorPrimitives.Add(vector, numbers.Slice(place * width, width), vector);
            }

            TensorPrimitives.Divide(vector, count, vector);
            return vector;
        }
    }
}
