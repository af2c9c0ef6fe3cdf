namespace Opsroom.Workflow.Routing;

/// <summary>Hashed features of one task: parallel arrays that grow once and are used again.</summary>
internal sealed class FeatureBuffer
{
    public const int Bits = 16;

    private int[] _slots = new int[2048];
    private float[] _values = new float[2048];
    private int _group;

    public int Count { get; private set; }

    /// <summary>Set to learn what each feature stands for; absent in the hot path.</summary>
    public List<string?>? Names { get; init; }

    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    public bool HasNames => Names is not null;

    public void Clear()
    {
        Count = 0;
        _group = 0;
        Names?.Clear();
    }

    public void Add(uint hash, float value = 1f)
    {
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }

        _slots[Count] = (int)(Mix(hash) >> (32 - Bits));
        _values[Count++] = value;
        Names?.Add(null);
    }

    /// <summary>Names the feature added last.</summary>
    public void NameLast(string name) => Names![^1] = name;

    /// <summary>Ends a group of features: together they weigh <paramref name="weight"/>, however many they are.</summary>
    public void EndGroup(float weight)
    {
        var sum = 0f;
        for (var i = _group; i < Count; i++)
        {
            sum += _values[i] * _values[i];
        }

        var scale = sum > 0 ? weight / MathF.Sqrt(sum) : 0f;
        for (var i = _group; i < Count; i++)
        {
            _values[i] *= scale;
        }

        _group = Count;
    }

    public static uint Hash(uint seed, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            seed = (seed ^ c) * 16777619;
        }

        return seed;
    }

    public static uint Join(uint seed, uint next) => (seed ^ Mix(next)) * 16777619;

    private static uint Mix(uint h)
    {
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        h ^= h >> 13;
        h *= 0xC2B2AE35;
        return h ^ (h >> 16);
    }
}
