using System.Numerics;
using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>
/// Finds many literals in one pass over bytes, ASCII letters in either case: the automaton of Aho and Corasick with its transitions spelled out, so that each
/// byte costs one look-up whatever the number of literals.
/// </summary>
internal sealed class LiteralAutomaton
{
    /// <summary>Set in a transition that completes a literal.</summary>
    private const int Complete = 0x8000;

    private readonly byte[] classes = new byte[256];
    private readonly int shift;
    private readonly ushort[] next;
    private readonly int[][] ends;

    /// <param name="literals">In lower case; equal ones may repeat.</param>
    public LiteralAutomaton(IReadOnlyList<ReadOnlyMemory<byte>> literals)
    {
        var count = 1;
        foreach (var literal in literals)
        {
            foreach (var value in literal.Span)
            {
                if (classes[value] == 0)
                {
                    classes[value] = checked((byte)count++);
                }
            }
        }

        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            classes[char.ToUpperInvariant(letter)] = classes[letter];
        }

        shift = BitOperations.Log2((uint)count - 1) + 1;
        var (tree, found) = Plant(literals);
        Close(tree, found);
        ends = [.. found.Select(list => list.ToArray())];
        next = [.. tree.Select(state => (ushort)(state | (ends[state].Length > 0 ? Complete : 0)))];
    }

    /// <summary>The literals, by index, that end in a state.</summary>
    public ReadOnlySpan<int> EndsIn(int state) => ends[state];

    /// <summary>Goes on to where the next literal ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where to begin; afterwards one behind the last byte of what was found.</param>
    /// <param name="state">Where the automaton stands, 0 at first; afterwards what <see cref="EndsIn"/> takes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool MoveNext(ReadOnlySpan<byte> text, ref int at, ref int state)
    {
        var transitions = next;
        var kinds = classes;
        var width = shift;
        var current = state;
        for (var i = at; i < text.Length; i++)
        {
            current = transitions[(current << width) + kinds[text[i]]];
            if (current >= Complete)
            {
                at = i + 1;
                state = current - Complete;
                return true;
            }
        }

        at = text.Length;
        state = current;
        return false;
    }

    private (List<ushort> Tree, List<List<int>> Found) Plant(IReadOnlyList<ReadOnlyMemory<byte>> literals)
    {
        List<ushort> tree = [.. new ushort[1 << shift]];
        List<List<int>> found = [[]];
        for (var i = 0; i < literals.Count; i++)
        {
            var state = 0;
            foreach (var value in literals[i].Span)
            {
                var slot = (state << shift) + classes[value];
                if (tree[slot] == 0)
                {
                    tree[slot] = (ushort)(found.Count < Complete ? found.Count : throw new FormatException("The literals are too many."));
                    tree.AddRange(new ushort[1 << shift]);
                    found.Add([]);
                }

                state = tree[slot];
            }

            found[state].Add(i);
        }

        return (tree, found);
    }

    /// <summary>Fills in, level by level, where a state goes on with a byte that continues no literal: where the longest proper ending of it would go on.</summary>
    private void Close(List<ushort> tree, List<List<int>> found)
    {
        var fallback = new int[found.Count];
        var waiting = new Queue<int>([0]);
        while (waiting.TryDequeue(out var state))
        {
            for (var kind = 0; kind < 1 << shift; kind++)
            {
                var slot = (state << shift) + kind;
                var child = tree[slot];
                var otherwise = state == 0 ? 0 : tree[(fallback[state] << shift) + kind];
                if (child == 0)
                {
                    tree[slot] = (ushort)otherwise;
                }
                else
                {
                    fallback[child] = otherwise;
                    found[child].AddRange(found[otherwise]);
                    waiting.Enqueue(child);
                }
            }
        }
    }
}
