using System.Text;

namespace Opsroom.TestKit.Telemetry;

/// <summary>Decodes what opentelemetry/proto calls ExportTraceServiceRequest, as far as tests ask about it.</summary>
internal static class TraceRequest
{
    public static IReadOnlyList<ReceivedSpan> Decode(ReadOnlySpan<byte> request)
    {
        var spans = new List<ReceivedSpan>();
        for (var reader = new ProtobufReader(request); reader.Read();)
        {
            if (reader.Field == 1)
            {
                ReadResourceSpans(reader.Bytes, spans);
            }
        }

        return spans;
    }

    private static void ReadResourceSpans(ReadOnlySpan<byte> message, List<ReceivedSpan> spans)
    {
        var service = "";
        for (var reader = new ProtobufReader(message); reader.Read();)
        {
            if (reader.Field == 1)
            {
                service = Attributes(reader.Bytes, 1).GetValueOrDefault("service.name") as string ?? "";
            }
            else if (reader.Field == 2)
            {
                ReadScopeSpans(reader.Bytes, service, spans);
            }
        }
    }

    private static void ReadScopeSpans(ReadOnlySpan<byte> message, string service, List<ReceivedSpan> spans)
    {
        var source = "";
        for (var reader = new ProtobufReader(message); reader.Read();)
        {
            if (reader.Field == 1)
            {
                source = Text(reader.Bytes, 1);
            }
            else if (reader.Field == 2)
            {
                spans.Add(ReadSpan(reader.Bytes, service, source));
            }
        }
    }

    private static ReceivedSpan ReadSpan(ReadOnlySpan<byte> message, string service, string source)
    {
        var (trace, span, parent, name, kind, statusCode, statusMessage) = ("", "", "", "", 0, 0, "");
        for (var reader = new ProtobufReader(message); reader.Read();)
        {
            switch (reader.Field)
            {
                case 1:
                    trace = Convert.ToHexStringLower(reader.Bytes);
                    break;
                case 2:
                    span = Convert.ToHexStringLower(reader.Bytes);
                    break;
                case 4:
                    parent = Convert.ToHexStringLower(reader.Bytes);
                    break;
                case 5:
                    name = Encoding.UTF8.GetString(reader.Bytes);
                    break;
                case 6:
                    kind = (int)reader.Number;
                    break;
                case 15:
                    (statusCode, statusMessage) = (ReadStatusCode(reader.Bytes), Text(reader.Bytes, 2));
                    break;
                default:
                    break;
            }
        }

        return new ReceivedSpan(service, source, trace, span, parent, name, kind, statusCode, statusMessage, Attributes(message, 9));
    }

    private static int ReadStatusCode(ReadOnlySpan<byte> message)
    {
        for (var reader = new ProtobufReader(message); reader.Read();)
        {
            if (reader.Field == 3)
            {
                return (int)reader.Number;
            }
        }

        return 0;
    }

    private static string Text(ReadOnlySpan<byte> message, int field)
    {
        for (var reader = new ProtobufReader(message); reader.Read();)
        {
            if (reader.Field == field)
            {
                return Encoding.UTF8.GetString(reader.Bytes);
            }
        }

        return "";
    }

    private static Dictionary<string, object?> Attributes(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var reader = new ProtobufReader(message); reader.Read();)
        {
            if (reader.Field == field)
            {
                attributes[Text(reader.Bytes, 1)] = ReadPair(reader.Bytes);
            }
        }

        return attributes;
    }

    private static object? ReadPair(ReadOnlySpan<byte> pair)
    {
        for (var reader = new ProtobufReader(pair); reader.Read();)
        {
            if (reader.Field == 2)
            {
                return Value(reader.Bytes);
            }
        }

        return null;
    }

    private static object? Value(ReadOnlySpan<byte> any)
    {
        for (var reader = new ProtobufReader(any); reader.Read();)
        {
            switch (reader.Field)
            {
                case 1:
                    return Encoding.UTF8.GetString(reader.Bytes);
                case 2:
                    return reader.Number != 0;
                case 3:
                    return (long)reader.Number;
                case 4:
                    return BitConverter.UInt64BitsToDouble(reader.Number);
                case 5:
                    return List(reader.Bytes);
                case 7:
                    return reader.Bytes.ToArray();
                default:
                    break;
            }
        }

        return null;
    }

    private static List<object?> List(ReadOnlySpan<byte> message)
    {
        var values = new List<object?>();
        for (var reader = new ProtobufReader(message); reader.Read();)
        {
            values.Add(Value(reader.Bytes));
        }

        return values;
    }
}
