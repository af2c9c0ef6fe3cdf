namespace Opsroom.Tools.Logs.Reading;

/// <summary>
/// Tells which lines belong to the entry before them: blank and indented ones, the frames of a stack trace (Java, .NET, Python, Go, Node, Ruby), and the heading of an exception behind an
/// entry that has a time. What has no time and looks like none of these is an entry of its own, for otherwise the panic that ends a log would hide in the entry before it.
/// </summary>
internal sealed class Continuations
{
    private bool hasTime;
    private bool hasEntry;
    private bool inPython;
    private bool inGo;

    /// <summary>An entry begins.</summary>
    public void Entry(bool hasTime) => (this.hasTime, hasEntry, inPython, inGo) = (hasTime, true, false, false);

    /// <summary>A line of the entry has been read.</summary>
    public void Continue(ReadOnlySpan<byte> line)
    {
        inPython = line.StartsWith("Traceback (most recent call last)"u8) || (inPython && (line.IsEmpty || line[0] is (byte)' ' or (byte)'\t'));
        inGo = inGo || line.StartsWith("goroutine "u8);
    }

    /// <summary>Of an empty line or one that begins with white space.</summary>
    public bool IsBlankOrIndented(ReadOnlySpan<byte> line) => hasEntry || line.IsEmpty;

    /// <summary>Of a line before which the runtime has put a time.</summary>
    public bool Continues(ReadOnlySpan<byte> line) => line[0] is (byte)' ' or (byte)'\t' ? hasEntry : IsTrace(line);

    /// <summary>Of a line without time that is not indented.</summary>
    public bool IsTrace(ReadOnlySpan<byte> line)
    {
        if (!hasEntry)
        {
            return false;
        }

        if (IsFrame(line) || inGo || (inPython && hasTime && IsException(line)))
        {
            return true;
        }

        return hasTime && (line.StartsWith("Traceback (most recent call last)"u8) || IsException(line));
    }

    /// <summary>What is part of a stack trace by its words alone.</summary>
    public static bool IsFrame(ReadOnlySpan<byte> line) => line.IsEmpty || (char)line[0] switch
    {
        'a' => line.StartsWith("at "u8) && line.IndexOfAny("(:"u8) > 0,
        '.' => line.StartsWith("... "u8),
        'C' => line.StartsWith("Caused by: "u8),
        'S' => line.StartsWith("Suppressed: "u8),
        'D' => line.StartsWith("During handling of the above exception"u8),
        'T' => line.StartsWith("The above exception was the direct cause"u8),
        'F' => line.StartsWith("File \""u8),
        '-' => line.StartsWith("--- End of "u8),
        'g' => line.StartsWith("goroutine "u8) && line[^1] == ':',
        'c' => line.StartsWith("created by "u8),
        '}' or ')' or ']' => line.Length < 3,
        _ => false,
    };

    /// <summary>Whether the line is the name of an exception, with its message or alone: <c>java.lang.OutOfMemoryError: Java heap space</c>.</summary>
    public static bool IsException(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)':');
        var name = end < 0 ? line : line[..end];
        if (name.Length is < 6 or > 160 || name.Contains((byte)' '))
        {
            return false;
        }

        return name.EndsWith("Exception"u8) || name.EndsWith("Error"u8) || name.EndsWith("Throwable"u8) || name.EndsWith("Failure"u8)
            || (end > 0 && name.Contains((byte)'.') && (name.EndsWith("Interrupt"u8) || name.EndsWith("Timeout"u8) || name.EndsWith("Exit"u8)));
    }
}
