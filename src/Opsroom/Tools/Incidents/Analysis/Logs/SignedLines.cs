using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Opsroom.Tools.Incidents.Signs;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>The lines of a log that have signs, asked for in their order. A long log is looked through in pieces ahead of whoever asks, on other cores where there are any.</summary>
internal sealed class SignedLines
{
    private const int Piece = 1 << 20;

    /// <summary>Pieces that are looked through ahead: what is found in them is held in memory.</summary>
    private const int MostAhead = 4;

    private readonly ReadOnlyMemory<byte> _text;
    private readonly int _longest;
    private readonly CancellationToken _cancelled;
    private readonly Queue<Task<List<SignedLine>>> _ahead = [];
    private readonly Queue<int> _ends = [];
    private List<SignedLine> _lines = [];
    private int _next;
    private int _end;
    private int _planned;

    /// <param name="text">The whole log.</param>
    /// <param name="longest">Bytes of a line that are looked at.</param>
    public SignedLines(ReadOnlyMemory<byte> text, int longest, CancellationToken cancellationToken)
    {
        (_text, _longest, _cancelled) = (text, longest, cancellationToken);
        while (_ahead.Count < MostAhead && Plan())
        {
        }
    }

    /// <summary>The signs of the line that begins at <paramref name="start"/>; later lines only after earlier ones.</summary>
    public ImmutableArray<SignMatch> At(int start)
    {
        while (start >= _end && _ahead.TryDequeue(out var piece))
        {
            // one that nobody has begun is done right here
            (_lines, _next, _end) = (piece.GetAwaiter().GetResult(), 0, _ends.Dequeue());
            Plan();
        }

        return _next < _lines.Count && _lines[_next].Start == start ? _lines[_next++].Signs : [];
    }

    private bool Plan()
    {
        if (_planned >= _text.Length)
        {
            return false;
        }

        var from = _planned;
        var rest = _text.Span[Math.Min(from + Piece, _text.Length)..];
        var stop = rest.IndexOf((byte)'\n');
        var to = stop < 0 ? _text.Length : _text.Length - rest.Length + stop + 1;
        // what is short is not worth a thread
        _ahead.Enqueue(to - from < Piece ? Task.FromResult(Find(from, to)) : Task.Run(() => Find(from, to), _cancelled));
        _ends.Enqueue(to);
        _planned = to;
        return true;
    }

    private List<SignedLine> Find(int from, int to)
    {
        List<SignedLine> found = [];
        var text = _text.Span[from..to];
        for (var at = 0; SignCatalogue.TryFindNext(text, ref at);)
        {
            var start = text[..(at - 1)].LastIndexOf((byte)'\n') + 1;
            var length = text[start..].IndexOf((byte)'\n');
            length = length < 0 ? text.Length - start : length;
            if (SignCatalogue.Match(text.Slice(start, Math.Min(length, _longest)), SignOrigin.LogLine) is { IsEmpty: false } signs)
            {
                found.Add(new(from + start, signs));
            }

            at = Math.Min(start + length + 1, text.Length);
        }

        return found;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct SignedLine(int Start, ImmutableArray<SignMatch> Signs);
}
