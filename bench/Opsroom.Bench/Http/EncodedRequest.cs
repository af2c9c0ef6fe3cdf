using System.Text;

namespace Opsroom.Bench.Http;

/// <summary>A request as the bytes that go over the wire, encoded once.</summary>
internal sealed class EncodedRequest
{
    private EncodedRequest(string text) => Bytes = Encoding.UTF8.GetBytes(text);

    public ReadOnlyMemory<byte> Bytes { get; }

    public static EncodedRequest Get(string path, string accept = "application/json") =>
        new($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n\r\n");

    public static EncodedRequest Post(string path, string json) =>
        new($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");
}
