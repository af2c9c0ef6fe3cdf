using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Opsroom.Server.Errors;

namespace Opsroom.Server.Requests;

/// <summary>The JSON object in a request's body, or the answer that refuses it.</summary>
internal sealed class JsonBody
{
    private readonly RequestFields? fields;

    private JsonBody(byte[] bytes, RequestFields? fields, ErrorAnswer? refusal) => (Bytes, this.fields, Refusal) = (bytes, fields, refusal);

    /// <summary>The body as it was sent.</summary>
    public byte[] Bytes { get; }

    /// <summary>Set where there is no object to read.</summary>
    public ErrorAnswer? Refusal { get; }

    public RequestFields Fields => fields ?? throw new InvalidOperationException("The body was refused.");

    /// <summary>Reads the body to its end.</summary>
    /// <param name="limit">Bytes it may have.</param>
    /// <param name="allowNul">Whether strings may hold U+0000.</param>
    /// <param name="mayBeEmpty">Whether no body at all means an empty object.</param>
    public static async Task<JsonBody> ReadAsync(HttpRequest request, long limit, bool allowNul = false, bool mayBeEmpty = false)
    {
        if (mayBeEmpty && request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0)
        {
            return new JsonBody([], RequestFields.OfBody(JsonElement.Parse("{}"u8)), null);
        }

        if (!IsJson(request.ContentType))
        {
            return Refuse(StatusSentences.Answer(request.HttpContext, StatusCodes.Status415UnsupportedMediaType));
        }

        if (await ReadBytesAsync(request, limit) is not { } bytes)
        {
            return Refuse(StatusSentences.Answer(request.HttpContext, StatusCodes.Status413PayloadTooLarge));
        }

        return TryRead(bytes, allowNul, out var fields, out var problem) ? new JsonBody(bytes, fields, null) : Refuse(ErrorAnswer.Invalid(problem));
    }

    private static bool TryRead(byte[] bytes, bool allowNul, [NotNullWhen(true)] out RequestFields? fields, [NotNullWhen(false)] out RequestProblem? problem)
    {
        fields = null;
        problem = null;
        JsonElement root = default;
        if (bytes.Length > 0)
        {
            problem = JsonText.TryParse(bytes, ["body"], allowNul, out root);
        }

        if (problem is not null)
        {
            return false;
        }

        if (root.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            problem = new RequestProblem("missing", ["body"], "Field required", null);
        }
        else if (root.ValueKind != JsonValueKind.Object)
        {
            problem = new RequestProblem("model_attributes_type", ["body"], "Input should be a valid dictionary or object to extract fields from", root);
        }
        else
        {
            fields = RequestFields.OfBody(root);
        }

        return fields is not null;
    }

    /// <summary>The whole body, or null where it is larger than <paramref name="limit"/>. What is left unread, Kestrel drains.</summary>
    private static async Task<byte[]?> ReadBytesAsync(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            var buffer = read.Buffer;
            if (buffer.Length > limit)
            {
                reader.AdvanceTo(buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return bytes;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool IsJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType) || contentType == "application/json")
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || type.Charset.Value.Trim('"').ToUpperInvariant() is "UTF-8" or "UTF8" or "US-ASCII");
    }

    private static JsonBody Refuse(ErrorAnswer refusal) => new([], null, refusal);
}
