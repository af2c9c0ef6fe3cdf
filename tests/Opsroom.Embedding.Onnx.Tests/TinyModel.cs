using System.Text;

namespace Opsroom.Embedding.Onnx.Tests;

/// <summary>
/// An encoder that looks its words' vectors up in a table: a real file in ONNX's format (protocol buffers), with the inputs and the output of a BERT. Words of one subject
/// have one vector.
/// </summary>
internal static class TinyModel
{
    private const int Float = 1;
    private const int Int64 = 7;

    private static readonly (string Word, float[] Vector)[] Words =
    [
        ("[PAD]", [9, 9, 9]), ("[UNK]", [0, 0, 0.1f]), ("[CLS]", [0, 0, 0.1f]), ("[SEP]", [0, 0, 0.1f]), ("[MASK]", [0, 0, 0.1f]),
        ("stroller", [1, 0, 0]), ("push", [1, 0, 0]), ("##chair", [1, 0, 0]), ("kettle", [0, 1, 0]), ("teapot", [0, 1, 0]), ("query", [0, 0, 5]),
    ];

    /// <summary>Writes model and vocabulary into a folder.</summary>
    public static (string Model, string Vocabulary) Write(string folder)
    {
        var (model, vocabulary) = (Path.Combine(folder, "model.onnx"), Path.Combine(folder, "vocab.txt"));
        File.WriteAllLines(vocabulary, Words.Select(word => word.Word));
        File.WriteAllBytes(model, Model());
        return (model, vocabulary);
    }

    private static byte[] Model()
    {
        var table = Join(Number(1, Words.Length), Number(1, 3), Number(2, Float), Text(8, "table"), Field(9, [.. Words.SelectMany(word => word.Vector).SelectMany(BitConverter.GetBytes)]));
        var lookUp = Join(Text(1, "table"), Text(1, "input_ids"), Text(2, "last_hidden_state"), Text(4, "Gather"));
        var graph = Join(
            Field(1, lookUp), Text(2, "tiny"), Field(5, table), Field(11, Value("input_ids", Int64, "batch", "sequence")), Field(11, Value("attention_mask", Int64, "batch", "sequence")),
            Field(12, Value("last_hidden_state", Float, "batch", "sequence", "width")));
        return Join(Number(1, 8), Field(7, graph), Field(8, Join(Text(1, ""), Number(2, 13))));
    }

    private static byte[] Value(string name, int type, params string[] dimensions)
    {
        var shape = Join([.. dimensions.Select(dimension => Field(1, Text(2, dimension)))]);
        return Join(Text(1, name), Field(2, Field(1, Join(Number(1, type), Field(2, shape)))));
    }

    private static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static byte[] Text(int field, string value) => Field(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Field(int field, byte[] value) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)value.Length), .. value];

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
