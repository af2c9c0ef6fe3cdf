using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// The trained weights: for each feature slot one signed byte per agent. The file is a deflated stream of
/// magic, fingerprint of what it was trained on, agents, temperature, scale, bytes.
/// </summary>
internal sealed class RoutingModel
{
    private const uint Magic = 0x4F52_5402;

    private readonly sbyte[] _weights;
    private readonly float _scale;

    private RoutingModel(string fingerprint, string[] agents, float temperature, float scale, sbyte[] weights)
    {
        Fingerprint = fingerprint;
        Agents = agents;
        Temperature = temperature;
        _scale = scale;
        _weights = weights;
    }

    /// <summary>SHA-256 over the tuning data and the lexicon that gave these weights.</summary>
    public string Fingerprint { get; }

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<string> Agents { get; }

    /// <summary>What scores are divided by before they become probabilities, so that these mean something.</summary>
    public float Temperature { get; }

    /// <summary>Adds up the scores of each agent.</summary>
    public void Score(FeatureBuffer features, Span<float> scores)
    {
        var classes = Agents.Count;
        scores[..classes].Clear();
        var slots = features.Slots;
        var values = features.Values;
        for (var i = 0; i < slots.Length; i++)
        {
            var value = values[i] * _scale;
            var row = _weights.AsSpan(slots[i] * classes, classes);
            for (var c = 0; c < row.Length; c++)
            {
                scores[c] += row[c] * value;
            }
        }
    }

    /// <summary>How much one feature speaks for <paramref name="agent"/> rather than for <paramref name="other"/>.</summary>
    public float Contribution(int slot, float value, int agent, int other) =>
        (_weights[(slot * Agents.Count) + agent] - _weights[(slot * Agents.Count) + other]) * value * _scale;

    /// <summary>Quantises trained weights.</summary>
    public static RoutingModel Quantise(string fingerprint, string[] agents, float temperature, ReadOnlySpan<float> weights)
    {
        var most = 1e-6f;
        foreach (var weight in weights)
        {
            most = MathF.Max(most, MathF.Abs(weight));
        }

        var scale = most / sbyte.MaxValue;
        var quantised = new sbyte[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            quantised[i] = (sbyte)MathF.Round(weights[i] / scale);
        }

        return new(fingerprint, agents, temperature, scale, quantised);
    }

    public static RoutingModel Load(Stream file)
    {
        using var inflated = new DeflateStream(file, CompressionMode.Decompress);
        using var reader = new BinaryReader(inflated, Encoding.UTF8);
        if (reader.ReadUInt32() != Magic)
        {
            throw new InvalidDataException("The router's weights are not of this version; run eng/train-routing.");
        }

        var fingerprint = reader.ReadString();
        var agents = new string[reader.ReadByte()];
        for (var i = 0; i < agents.Length; i++)
        {
            agents[i] = reader.ReadString();
        }

        var temperature = reader.ReadSingle();
        var scale = reader.ReadSingle();
        var weights = new sbyte[agents.Length << FeatureBuffer.Bits];
        inflated.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new(fingerprint, agents, temperature, scale, weights);
    }

    public void Save(Stream file)
    {
        using var deflated = new DeflateStream(file, CompressionLevel.SmallestSize);
        using var writer = new BinaryWriter(deflated, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Fingerprint);
        writer.Write((byte)Agents.Count);
        foreach (var agent in Agents)
        {
            writer.Write(agent);
        }

        writer.Write(Temperature);
        writer.Write(_scale);
        writer.Write(MemoryMarshal.AsBytes(_weights.AsSpan()));
    }
}
