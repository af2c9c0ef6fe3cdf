using Opsroom.Knowledge.Embedding;
using Opsroom.Server.Hosting;
using Opsroom.Telemetry;

namespace Opsroom.Server.Knowledge;

/// <summary>Who makes vectors (section <c>Embeddings</c>). Without a word about it, whoever a key was given for.</summary>
internal static class EmbeddingSettings
{
    private const string Section = "Embeddings";
    private const string ModelFile = $"{Section}:ModelFile";

    /// <param name="folder">Where relative paths begin.</param>
    public static EmbeddingOptions Read(SettingsReader reader, string folder)
    {
        var provider = (reader.Text($"{Section}:Provider") ?? Usual(reader)).ToLowerInvariant() switch
        {
            "none" => EmbeddingProvider.None,
            "voyage" => EmbeddingProvider.Voyage,
            "openai" => EmbeddingProvider.OpenAI,
            "pinecone" => EmbeddingProvider.Pinecone,
            "onnx" => EmbeddingProvider.Onnx,
            _ => (EmbeddingProvider?)null,
        };
        if (provider is null)
        {
            reader.Refuse($"{Section}:Provider is '{reader.Text($"{Section}:Provider")}': give voyage, openai, pinecone, onnx or none.");
        }

        if (provider == EmbeddingProvider.Onnx)
        {
            return new EmbeddingOptions { Provider = EmbeddingProvider.Onnx, OnnxModel = ReadOnnx(reader, folder) };
        }

        var (address, model, key) = provider switch
        {
            EmbeddingProvider.Voyage => ("https://api.voyageai.com/v1", "voyage-3.5", "Voyage:ApiKey"),
            EmbeddingProvider.Pinecone => (reader.Text("Pinecone:ControlUrl") ?? "https://api.pinecone.io", "multilingual-e5-large", "Pinecone:ApiKey"),
            _ => ("", "", "Embeddings:ApiKey"),
        };
        var options = new EmbeddingOptions
        {
            Provider = provider ?? EmbeddingProvider.None,
            BaseUrl = reader.Text($"{Section}:BaseUrl") ?? address,
            Model = reader.Text($"{Section}:Model") ?? model,
            ApiKey = Secret.From(reader.Text($"{Section}:ApiKey") ?? reader.Text(key)),
            RequestTimeout = reader.Time($"{Section}:RequestTimeout", TimeSpan.FromSeconds(30)),
        };
        if (options.Provider != EmbeddingProvider.None)
        {
            Check(options, reader);
        }

        return options;
    }

    private static string Usual(SettingsReader reader) =>
        reader.Text($"{Section}:BaseUrl") is not null ? "openai" : reader.Text("Voyage:ApiKey") is not null ? "voyage" : reader.Text("Pinecone:ApiKey") is not null ? "pinecone" : reader.Text(ModelFile) is not null ? "onnx" : "none";

    private static OnnxModelOptions ReadOnnx(SettingsReader reader, string folder)
    {
        const string Vocabulary = $"{Section}:VocabularyFile";
        var defaults = new OnnxModelOptions();
        var model = Path.GetFullPath(Path.Combine(folder, reader.Text(ModelFile) ?? "model.onnx"));
        var options = new OnnxModelOptions
        {
            ModelFile = model,
            VocabularyFile = Path.GetFullPath(Path.Combine(folder, reader.Text(Vocabulary) ?? Path.Combine(Path.GetDirectoryName(model)!, "vocab.txt"))),
            LowerCase = reader.Flag($"{Section}:LowerCase", defaults.LowerCase),
            FirstToken = reader.Flag($"{Section}:FirstToken", defaults.FirstToken),
            QuestionPrefix = reader.Text($"{Section}:QuestionPrefix") ?? defaults.QuestionPrefix,
            PassagePrefix = reader.Text($"{Section}:PassagePrefix") ?? defaults.PassagePrefix,
            LongestText = (int)reader.Whole($"{Section}:LongestText", defaults.LongestText, 8, 8192),
            Threads = (int)reader.Whole($"{Section}:Threads", defaults.Threads, 1, 1024),
        };
        foreach (var (key, file, what) in new[] { (ModelFile, options.ModelFile, "an encoder in ONNX's format"), (Vocabulary, options.VocabularyFile, "the model's WordPiece vocabulary (vocab.txt)") })
        {
            if (!File.Exists(file))
            {
                reader.Refuse($"{key} is '{file}', which is no file: give the path of {what}.");
            }
        }

        return options;
    }

    private static void Check(EmbeddingOptions options, SettingsReader reader)
    {
        if (!Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            reader.Refuse($"{Section}:BaseUrl is not an address of the form https://HOST/PATH: give that of an API like OpenAI's, such as https://HOST/v1.");
        }

        if (options.Model.Length == 0)
        {
            reader.Refuse($"{Section}:Model names no model: give the one that the API at {Section}:BaseUrl knows.");
        }

        if (options.ApiKey is null && options.Provider != EmbeddingProvider.OpenAI)
        {
            reader.Refuse($"{Section}:Provider is {options.Provider.ToString().ToLowerInvariant()}, and there is no key for it: set {(options.Provider == EmbeddingProvider.Voyage ? "VOYAGE_API_KEY" : "PINECONE_API_KEY")}.");
        }
    }
}
