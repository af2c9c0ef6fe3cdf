namespace Opsroom.Workflow.Routing;

/// <summary>The edges of a trie in one flat hash table: quick to build, quick to walk.</summary>
internal sealed class TransitionTable(int capacity)
{
    private ulong[] _keys = new ulong[capacity];
    private int[] _targets = new int[capacity];
    private int _count;

    public bool TryGet(int node, char c, out int target)
    {
        var key = Key(node, c);
        for (var slot = Slot(key, _keys.Length); _keys[slot] != 0; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == key)
            {
                target = _targets[slot];
                return true;
            }
        }

        target = 0;
        return false;
    }

    /// <summary>The node that <paramref name="c"/> leads to; a new one, numbered from <paramref name="next"/>, where there was none.</summary>
    public int GetOrAdd(int node, char c, ref int next)
    {
        if (TryGet(node, c, out var target))
        {
            return target;
        }

        if (_count * 2 > _keys.Length)
        {
            Grow();
        }

        Insert(Key(node, c), next);
        _count++;
        return next++;
    }

    private void Insert(ulong key, int target)
    {
        var slot = Slot(key, _keys.Length);
        while (_keys[slot] != 0)
        {
            slot = (slot + 1) & (_keys.Length - 1);
        }

        _keys[slot] = key;
        _targets[slot] = target;
    }

    private void Grow()
    {
        var (keys, targets) = (_keys, _targets);
        _keys = new ulong[keys.Length * 2];
        _targets = new int[keys.Length * 2];
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0)
            {
                Insert(keys[i], targets[i]);
            }
        }
    }

    // no character is U+0000, so no key is 0
    private static ulong Key(int node, char c) => ((ulong)node << 16) | c;

    private static int Slot(ulong key, int length) => (int)((key * 0x9E3779B97F4A7C15UL) >> 40) & (length - 1);
}
