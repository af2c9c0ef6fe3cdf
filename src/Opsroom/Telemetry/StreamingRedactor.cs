using System.Text;
using Opsroom.Telemetry.Redaction;
using Opsroom.Threads;

namespace Opsroom.Telemetry;

/// <summary>
/// Redacts text that comes in pieces. The end of what came is held back while it may be part of a secret: the word that is growing,
/// what follows a sensitive name, an open key block. What is held back is bounded. One for each stream; not for use by several threads at once.
/// </summary>
public sealed class StreamingRedactor
{
    // enough to see the name that a value belongs to
    private const int ContextLength = 512;
    private const int MostHeldBack = 8 * 1024;

    private readonly Redactor _redactor;
    private readonly SecretScanner _scanner;
    private readonly ThreadKey _thread;
    private readonly StringBuilder _text = new();

    // how much at the beginning of the text was given out already
    private int _given;
    private bool _swallowing;

    internal StreamingRedactor(Redactor redactor, SecretScanner scanner, ThreadKey thread)
    {
        _redactor = redactor;
        _scanner = scanner;
        _thread = thread;
    }

    /// <summary>Takes a piece and returns what can be given out now; often empty.</summary>
    public string Push(string piece)
    {
        _text.Append(Swallow(piece));
        var text = _text.ToString();
        var spans = _scanner.Scan(text);
        var end = Math.Min(HeldBack.Start(text), _scanner.PartOfConfiguredAtEnd(text));
        if (spans is not null)
        {
            foreach (var span in spans)
            {
                end = span.Start < end && span.End > end ? span.Start : end;
            }
        }

        if (text.Length - Math.Max(end, _given) > MostHeldBack)
        {
            _swallowing = spans is [.., var last] && last.End == text.Length;
            end = text.Length;
        }

        return GiveOut(text, end, isClean: spans is null);
    }

    /// <summary>The text is complete: returns the rest.</summary>
    public string Flush()
    {
        var text = _text.ToString();
        return GiveOut(text, text.Length, isClean: false);
    }

    private string GiveOut(string text, int end, bool isClean)
    {
        if (end <= _given)
        {
            return string.Empty;
        }

        var redacted = isClean ? text : _redactor.RedactBetween(text, _given, ref end, _thread, out _);
        var piece = redacted[_given..end];
        var context = redacted[Math.Max(0, end - ContextLength)..end];
        _text.Clear().Append(context).Append(redacted, end, redacted.Length - end);
        _given = context.Length;
        return piece;
    }

    /// <summary>Drops the rest of a secret that is longer than what is held back.</summary>
    private string Swallow(string piece)
    {
        if (!_swallowing)
        {
            return piece;
        }

        var rest = CharacterSets.RunOf(CharacterSets.KeyBody, piece);
        _swallowing = rest == piece.Length;
        return piece[rest..];
    }
}
