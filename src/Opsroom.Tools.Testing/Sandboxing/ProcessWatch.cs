using System.Globalization;

namespace Opsroom.Tools.Testing.Sandboxing;

/// <summary>Counts what a process and all that it started take, from <c>/proc</c>.</summary>
internal static class ProcessWatch
{
    /// <param name="root">The process whose descendants are counted; itself included.</param>
    public static (int Processes, long Memory) Measure(int root)
    {
        var parents = new Dictionary<int, (int Parent, long Pages, int Threads)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Read(id) is { } read)
            {
                parents[id] = read;
            }
        }

        var (processes, pages) = (0, 0L);
        var inside = new Dictionary<int, bool> { [root] = true };
        foreach (var (id, process) in parents)
        {
            if (IsInside(id))
            {
                processes += process.Threads;
                pages += process.Pages;
            }
        }

        return (processes, pages * Environment.SystemPageSize);

        bool IsInside(int id)
        {
            if (!inside.TryGetValue(id, out var known))
            {
                // a table that is read while processes come and go may have a loop
                inside[id] = false;
                inside[id] = known = parents.TryGetValue(id, out var process) && process.Parent != id && IsInside(process.Parent);
            }

            return known;
        }
    }

    private static (int Parent, long Pages, int Threads)? Read(int id)
    {
        try
        {
            // the name in brackets may hold blanks and brackets of its own
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[21], CultureInfo.InvariantCulture), int.Parse(fields[17], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
