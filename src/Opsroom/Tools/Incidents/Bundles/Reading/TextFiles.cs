namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Reads logs and notes, which are lines.</summary>
internal static class TextFiles
{
    /// <summary>Bytes of a file that are looked at to tell text from anything else.</summary>
    private const int Sample = 8192;

    public static void ReadLog(BundleFile file, RecordingBuilder into)
    {
        if (Lines(file, into) is { } lines)
        {
            into.Logs.Add(new(FolderBelow(file.Path), file.Name, lines));
        }
    }

    public static void ReadNote(BundleFile file, RecordingBuilder into)
    {
        if (Lines(file, into) is not { } lines)
        {
            return;
        }

        string? command = null;
        var first = 1;
        if (lines.Count > 0 && lines.TextOf(1).TrimStart() is ['$', ' ' or '\t', ..] asked)
        {
            (command, first) = (asked[1..].Trim(), 2);
        }

        into.Notes.Add(new(file.Path.StartsWith("notes/", StringComparison.OrdinalIgnoreCase) ? FolderBelow(file.Path) : "", file.Name, command, lines, first));
    }

    private static TextLines? Lines(BundleFile file, RecordingBuilder into)
    {
        var start = file.Text.Span[..Math.Min(Sample, file.Text.Length)];
        if (start.Contains((byte)0))
        {
            into.Refuse(file.Path, "It is not text.");
            return null;
        }

        if (file.Text.IsEmpty)
        {
            into.Refuse(file.Path, "It is empty.");
        }

        var lines = file.Lines;
        if (lines.IsCut)
        {
            into.Refuse(file.Path, $"It has more than {TextLines.MaxLines:N0} lines; the rest was not read.");
        }

        return lines;
    }

    /// <summary>The folders between the first one and the name.</summary>
    private static string FolderBelow(string path)
    {
        var (first, last) = (path.IndexOf('/', StringComparison.Ordinal), path.LastIndexOf('/'));
        return last > first ? path[(first + 1)..last] : "";
    }
}
