using System.Text;

namespace Opsroom.Tools.Testing.Sandboxing;

/// <summary>Keeps the beginning and the end of an output, however long it is.</summary>
internal sealed class BoundedText(int head, int tail)
{
    private readonly StringBuilder _head = new();
    private readonly Queue<string> _tail = new();
    private int _tailLength;
    private long _left;

    /// <summary>Characters so far.</summary>
    public long Length { get; private set; }

    public void Add(string text)
    {
        Length += text.Length;
        var taken = Math.Min(text.Length, head - _head.Length);
        _head.Append(text, 0, taken);
        if (taken == text.Length)
        {
            return;
        }

        _tail.Enqueue(text[taken..]);
        _tailLength += text.Length - taken;
        while (_tail.Count > 1 && _tailLength - _tail.Peek().Length >= tail)
        {
            var gone = _tail.Dequeue().Length;
            _tailLength -= gone;
            _left += gone;
        }
    }

    public override string ToString() => _tail.Count == 0 ? _head.ToString()
        : $"{_head}{(_left > 0 ? $"\n… {_left} characters left out …\n" : "")}{string.Concat(_tail)}";
}
