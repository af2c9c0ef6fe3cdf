using System.Text;
using System.Text.Json;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Makes the part of a damaged JSON text readable that stands before the damage.</summary>
internal static class JsonRepair
{
    /// <summary>The first value of a text: as it is, or up to the damage with its brackets closed.</summary>
    /// <returns>The value, how much of the text it took, and what is wrong with it.</returns>
    public static (ReadOnlyMemory<byte> Value, int Length, string? Fault) Next(ReadOnlyMemory<byte> text, int depth)
    {
        var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = depth, AllowMultipleValues = true });
        var open = new Stack<byte>();
        var (from, good) = (-1, 0);
        byte[] closers = [];
        try
        {
            while (reader.Read())
            {
                from = from < 0 ? (int)reader.TokenStartIndex : from;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        open.Push((byte)'}');
                        break;
                    case JsonTokenType.StartArray:
                        open.Push((byte)']');
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        break;
                    case JsonTokenType.PropertyName:
                    // a number at the very end may have lost its last digits
                    case JsonTokenType.Number when reader.BytesConsumed == text.Length:
                        continue;
                }

                (good, closers) = ((int)reader.BytesConsumed, [.. open]);
                if (open.Count == 0)
                {
                    return (text[from..good], good, null);
                }
            }

            return (default, text.Length, null);
        }
        catch (JsonException damage)
        {
            var why = $"It cannot be read as JSON from line {(damage.LineNumber ?? 0) + 1} on{(good > 0 ? "; what stands before was read" : "")}.";
            // in lines of JSON a damaged one costs the others nothing
            var next = text.Span[(int)reader.BytesConsumed..].IndexOf("\n{"u8);
            var length = next < 0 ? text.Length : (int)reader.BytesConsumed + next + 1;
            return good == 0 ? (default, length, why) : ((byte[])[.. text.Span[from..good], .. closers], length, why);
        }
    }

    /// <summary>Some writers put <c>NaN</c> and <c>Infinity</c> where JSON knows no such number.</summary>
    public static ReadOnlyMemory<byte> QuoteNumbersThatAreNone(ReadOnlyMemory<byte> text)
    {
        var span = text.Span;
        if (span.IndexOf("NaN"u8) < 0 && span.IndexOf("Infinity"u8) < 0)
        {
            return text;
        }

        var written = new MemoryStream(text.Length + 64);
        var isInString = false;
        for (var at = 0; at < span.Length; at++)
        {
            var rest = span[at..];
            var length = isInString ? 0 : rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
            if (length > 0)
            {
                written.Write(Encoding.ASCII.GetBytes($"\"{Encoding.ASCII.GetString(rest[..length])}\""));
                at += length - 1;
                continue;
            }

            if (isInString && span[at] == '\\' && at + 1 < span.Length)
            {
                written.WriteByte(span[at++]);
            }
            else if (span[at] == '"')
            {
                isInString = !isInString;
            }

            written.WriteByte(span[at]);
        }

        return written.ToArray();
    }
}
