using System.Buffers;
using System.Text;
using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Telemetry.Redaction;

/// <summary>Redacts one JSON document: the bytes between redacted strings are copied as they are.</summary>
internal readonly ref struct JsonRedaction(Redactor redactor, SecretScanner scanner, ThreadKey thread, IDictionary<string, string>? found = null)
{
    private const int DeepestNesting = 256;
    private const int ShortestNumber = 4;

    public bool TryRedact(ReadOnlySpan<byte> json, out byte[] redacted)
    {
        redacted = [];
        var characters = ArrayPool<char>.Shared.Rent(json.Length);
        try
        {
            // an escape never is shorter than what it stands for, so the buffer holds every string of the document too
            var length = Encoding.UTF8.GetChars(json, characters);
            if (!scanner.MayHoldSecret(JsonEscapes.Undo(characters.AsSpan(0, length))))
            {
                return false;
            }

            var output = Walk(json, characters);
            if (output is null)
            {
                return false;
            }

            redacted = output.WrittenSpan.ToArray();
            return true;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters, clearArray: true);
        }
    }

    private ArrayBufferWriter<byte>? Walk(ReadOnlySpan<byte> json, char[] characters)
    {
        var scopes = ArrayPool<JsonScope>.Shared.Rent(DeepestNesting + 1);
        try
        {
            return Walk(json, characters, scopes);
        }
        finally
        {
            ArrayPool<JsonScope>.Shared.Return(scopes);
        }
    }

    private ArrayBufferWriter<byte>? Walk(ReadOnlySpan<byte> json, char[] characters, JsonScope[] scopes)
    {
        ArrayBufferWriter<byte>? output = null;
        var copied = 0;
        var depth = 0;
        scopes[0] = default;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestNesting });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    scopes[++depth] = default;
                    continue;
                case JsonTokenType.StartArray:
                    scopes[depth + 1] = scopes[depth].ForElements();
                    depth++;
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    continue;
            }

            var replacement = Replacement(ref reader, characters, ref scopes[depth]);
            if (replacement is null)
            {
                continue;
            }

            output ??= new ArrayBufferWriter<byte>(json.Length + 64);
            var start = (int)reader.TokenStartIndex;
            output.Write(json[copied..start]);
            output.Write("\""u8);
            output.Write(JsonEncodedText.Encode(replacement).EncodedUtf8Bytes);
            output.Write("\""u8);
            copied = start + reader.ValueSpan.Length + (reader.TokenType == JsonTokenType.Number ? 0 : 2);
        }

        output?.Write(json[copied..]);
        return output;
    }

    private string? Replacement(ref Utf8JsonReader reader, char[] characters, ref JsonScope scope)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                var name = characters.AsSpan(0, reader.CopyString(characters));
                scope.Enter(name);
                return RedactText(name);
            case JsonTokenType.String:
                return RedactValue(characters.AsSpan(0, reader.CopyString(characters)), ref scope);
            case JsonTokenType.Number when scope.Kind == "password" && reader.ValueSpan.Length >= ShortestNumber:
                return redactor.TokenFor(Encoding.ASCII.GetString(reader.ValueSpan), RedactionToken.NumberKind, thread, found);
            default:
                return null;
        }
    }

    private string? RedactValue(ReadOnlySpan<char> value, ref JsonScope scope)
    {
        scope.Hear(value);
        if (scope.Header is { } header)
        {
            // the shape of the header tells its scheme from its credential
            var line = $"{header}: {value}";
            var redacted = redactor.Redact(line, thread, found);
            return redacted.Secrets > 0 ? redacted.Text[(header.Length + 2)..] : null;
        }

        return scope.Sensitivity != Sensitivity.None && SecretValue.IsSecret(value, scope.Sensitivity, quoted: true)
            ? redactor.TokenFor(value, scanner.KindOf(value) ?? scope.Kind, thread, found)
            : RedactText(value);
    }

    private string? RedactText(ReadOnlySpan<char> text)
    {
        if (!scanner.HoldsSecret(text))
        {
            return null;
        }

        return redactor.Redact(text.ToString(), thread, found).Text;
    }
}
