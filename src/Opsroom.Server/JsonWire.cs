using System.Text.Encodings.Web;
using System.Text.Json;

namespace Opsroom.Server;

/// <summary>How this server writes JSON.</summary>
internal static class JsonWire
{
    /// <summary>Above what a request may nest, since answers nest it deeper.</summary>
    public const int MaxDepth = 256;

    /// <summary>Letters of every script as they are. Answers are never embedded in HTML, so nothing but JSON's own characters is escaped.</summary>
    public static JsonWriterOptions Writer { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
    };
}
