using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Logs.Sources;

/// <summary>Reads a whole text line by line.</summary>
internal static class LogText
{
    private const int LinesBetweenLooks = 10_000;

    /// <param name="isNumbered">Whether places name the line; not where the beginning is missing.</param>
    /// <param name="skipsFirst">Whether the first line is only the end of one.</param>
    public static void Read(ReadOnlySpan<byte> text, EntryReader into, bool isNumbered, bool skipsFirst, CancellationToken cancellationToken)
    {
        for (var number = 1; !text.IsEmpty; number++)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (!skipsFirst || number > 1)
            {
                into.Add(line, null, isNumbered ? number : 0);
            }

            text = text[(end < 0 ? text.Length : end + 1)..];
            if (number % LinesBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        into.Finish();
    }
}
