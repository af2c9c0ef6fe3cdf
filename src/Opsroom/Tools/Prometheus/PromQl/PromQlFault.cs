using System.Globalization;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>Why an expression is refused.</summary>
/// <param name="Message">In Prometheus's words, without the position.</param>
/// <param name="Start">The offset where it is wrong.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed record PromQlFault(string Message, int Start, int Line, int Column)
{
    public static PromQlFault At(string text, int start, string message)
    {
        var (line, column) = PlaceOf(text, start);
        return new(message, start, line, column);
    }

    public static (int Line, int Column) PlaceOf(string text, int offset)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}: parse error: {Message}");
}

/// <summary>What was read of an expression.</summary>
/// <param name="Root">Null where the syntax is wrong.</param>
/// <param name="Faults">What Prometheus would refuse it for; none for a good expression.</param>
internal sealed record PromQlReading(PromQlNode? Root, IReadOnlyList<PromQlFault> Faults)
{
    public bool IsValid => Faults.Count == 0;

    /// <summary>The first of the faults.</summary>
    public PromQlFault? Fault => Faults is [var first, ..] ? first : null;
}

/// <summary>Ends the reading of an expression at its first mistake of syntax.</summary>
internal sealed class PromQlSyntaxException(int start, string message) : Exception(message)
{
    public int Start { get; } = start;
}
