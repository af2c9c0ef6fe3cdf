using System.Text;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Generation;

namespace Opsroom.Tools.Templates.Updating;

/// <summary>
/// Works out what becomes of each file of a project when its template moves on. A line of the project's is only ever taken away where the project has it from the template unchanged.
/// </summary>
/// <param name="project">As it is now.</param>
/// <param name="before">What the old template rendered.</param>
/// <param name="after">What the newer one renders.</param>
/// <param name="isLeft">Files that updates leave alone once they are there.</param>
/// <param name="record">The template's own file of answers, which is written anew; null for none.</param>
/// <param name="newer">What the newer template is called in marks of conflicts.</param>
internal sealed class UpdatePlan(
    ProjectOnHand project, RenderedBase before, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> after, Func<string, bool> isLeft, string? record, string newer, CancellationToken cancellationToken)
{
    private const int MostLines = 8_000;
    private const int MostMoved = 400;

    private readonly List<ChangedFile> changes = [];
    private readonly List<Finding> conflicts = [];
    private readonly List<ObsoleteFile> obsolete = [];
    private readonly List<string> unresolved = [];

    /// <summary>What is written, by path in the project.</summary>
    public SortedDictionary<string, ReadOnlyMemory<byte>> Written { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<ChangedFile> Changes => changes;

    public IReadOnlyList<Finding> Conflicts => conflicts;

    public IReadOnlyList<ObsoleteFile> Obsolete => obsolete;

    /// <summary>Files that still have marks of an earlier conflict: merging them again would bury one in the other.</summary>
    public IReadOnlyList<string> Unresolved => unresolved;

    public void Run()
    {
        var (templateMoved, projectMoved) = Moves();
        var arrived = templateMoved.Values.ToHashSet(StringComparer.Ordinal);
        foreach (var path in before.Paths.Union(after.Keys, StringComparer.Ordinal).Where(path => !arrived.Contains(path)).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (project.IsUnread(path))
            {
                Conflict("unreadable-file", Severity.Warning, "The file is too large or cannot be read, so it was left as it is.", path);
            }
            else if (!project.Files.ContainsKey(path) || !isLeft(path))
            {
                Decide(path, templateMoved.GetValueOrDefault(path), projectMoved.GetValueOrDefault(path));
            }
        }
    }

    private (IReadOnlyDictionary<string, string> ByTemplate, IReadOnlyDictionary<string, string> ByProject) Moves()
    {
        Dictionary<string, string> Texts(IEnumerable<string> paths, Func<string, string?> text) =>
            paths.Select(path => (path, Text: text(path))).Where(file => file.Text is not null).Take(MostMoved).ToDictionary(file => file.path, file => file.Text!, StringComparer.Ordinal);
        string? New(string path) => TemplateFolder.TextOf(after[path]);
        var gone = Texts(before.Texts.Keys.Where(path => !after.ContainsKey(path) && project.Files.ContainsKey(path)), path => before.Texts[path]);
        var fresh = gone.Count == 0 ? [] : Texts(after.Keys.Where(path => !before.Has(path) && !project.Files.ContainsKey(path) && !project.IsUnread(path)), New);
        var missed = Texts(before.Texts.Keys.Where(path => after.ContainsKey(path) && !project.Files.ContainsKey(path) && !project.IsUnread(path)), path => before.Texts[path]);
        var own = missed.Count == 0 ? [] : Texts(project.Files.Keys.Where(path => !before.Has(path) && !after.ContainsKey(path)), project.Text);
        return (Likeness.Moves(gone, fresh), Likeness.Moves(missed, own));
    }

    private void Decide(string path, string? movedByTemplate, string? movedByProject)
    {
        var isThere = project.Files.TryGetValue(path, out var mine);
        if (path == record)
        {
            if (after.TryGetValue(path, out var answers))
            {
                Put(path, "updated", isThere ? mine : default, answers);
            }
        }
        else if (movedByTemplate is not null)
        {
            Merge(path, movedByTemplate, mine, after[movedByTemplate], "moved");
            obsolete.Add(new(project.NameOf(path), $"The template calls it {movedByTemplate} now; what you changed was taken along. Remove the old one."));
        }
        else if (movedByProject is not null)
        {
            Merge(path, movedByProject, project.Files[movedByProject], after[path], "merged");
        }
        else if (!after.TryGetValue(path, out var theirs))
        {
            Removed(path, isThere, mine);
        }
        else if (isThere)
        {
            Merge(path, project.NameOf(path), mine, theirs, "merged");
        }
        else if (!before.Has(path))
        {
            Put(path, "added", default, theirs);
        }
        else if (!IsBefore(path, theirs))
        {
            Conflict("deleted-in-project", Severity.Warning, $"The project no longer has the file, and the template changed it; it was not brought back. What changed: {DiffOfTemplate(path, theirs)}", path);
        }
    }

    private void Removed(string path, bool isThere, ReadOnlyMemory<byte> mine)
    {
        if (!isThere)
        {
            return;
        }

        var name = project.NameOf(path);
        if (IsBefore(path, mine))
        {
            obsolete.Add(new(name, "The template no longer has it, and you did not change it. Remove it."));
            return;
        }

        Conflict("deleted-in-template", Severity.Warning, "The template no longer has the file, and you changed it; it was left as it is. Keep it as your own, or remove it.", name);
    }

    /// <param name="path">Its name in the old template.</param>
    /// <param name="target">Where the project has it, or is to have it.</param>
    private void Merge(string path, string target, ReadOnlyMemory<byte> mine, ReadOnlyMemory<byte> theirs, string action)
    {
        var isMoved = action == "moved";
        if (mine.Span.SequenceEqual(theirs.Span) || (before.Has(path) && IsBefore(path, theirs)))
        {
            if (isMoved)
            {
                Put(target, action, default, mine);
            }

            return;
        }

        if (TemplateFolder.TextOf(mine) is not { } own || TemplateFolder.TextOf(theirs) is not { } made || (before.Has(path) && !before.Texts.ContainsKey(path)))
        {
            MergeBinary(path, target, mine, theirs, action);
            return;
        }

        var isOwn = !before.Texts.TryGetValue(path, out var old) || LineMerge.Plain(old) != LineMerge.Plain(own);
        if (own.Contains(LineMerge.Begin + " project\n", StringComparison.Ordinal) || own.Contains(LineMerge.Begin + " project\r\n", StringComparison.Ordinal))
        {
            unresolved.Add(target);
            return;
        }

        if (isOwn && Math.Max(Lines(own), Lines(made)) > MostLines)
        {
            Beside(target, theirs, "binary-conflict", $"Both changed the file, and it has more than {MostLines} lines");
            return;
        }

        var merged = LineMerge.Of(old ?? "", own, made, newer);
        foreach (var line in merged.Conflicts)
        {
            Conflict(
                old is null ? "added-by-both" : "merge-conflict", Severity.Error,
                old is null ? "The project has a file of its own where the template now has one; both stand between the marks." : "Both changed these lines; both versions stand between the marks. Choose, and remove the marks.", target, line);
        }

        ReadOnlyMemory<byte> bytes = (byte[])[.. mine.Span.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble : default, .. Encoding.UTF8.GetBytes(merged.Text)];
        Put(target, merged.Conflicts.Count > 0 ? "conflicted" : isMoved ? action : isOwn ? "merged" : "updated", isMoved ? default : mine, bytes);
    }

    private void MergeBinary(string path, string target, ReadOnlyMemory<byte> mine, ReadOnlyMemory<byte> theirs, string action)
    {
        if (before.Has(path) && IsBefore(path, mine))
        {
            Put(target, action == "moved" ? action : "updated", mine, theirs);
        }
        else
        {
            Beside(target, theirs, "binary-conflict", before.Has(path) ? "Both changed the file, and it is not text" : "The project has a file of its own where the template now has one, and it is not text");
        }
    }

    /// <summary>Keeps the project's file and puts the template's beside it, under a name that is free.</summary>
    private void Beside(string target, ReadOnlyMemory<byte> theirs, string rule, string why)
    {
        var (stem, extension) = (target[..^Path.GetExtension(target).Length], Path.GetExtension(target));
        var name = Enumerable.Range(1, 50).Select(number => number == 1 ? $"{stem}.template{extension}" : $"{stem}.template-{number}{extension}")
            .FirstOrDefault(candidate => !after.ContainsKey(candidate) && (!project.Files.TryGetValue(candidate, out var there) || there.Span.SequenceEqual(theirs.Span)) && !project.IsUnread(candidate));
        if (name is null)
        {
            Conflict(rule, Severity.Error, $"{why}. Yours was kept; the template's was not written, for every name beside it is taken.", target);
            return;
        }

        Conflict(rule, Severity.Error, $"{why}. Yours was kept; the template's is beside it as {name}. Choose one, and remove the other.", target);
        Put(name, "added", project.Files.TryGetValue(name, out var same) ? same : default, theirs);
    }

    private void Put(string path, string action, ReadOnlyMemory<byte> mine, ReadOnlyMemory<byte> bytes)
    {
        if (project.Files.ContainsKey(path) && mine.Span.SequenceEqual(bytes.Span))
        {
            return;
        }

        Written[path] = bytes;
        changes.Add(new(path, action, FileDiff.Of(path, mine, bytes)));
    }

    private bool IsBefore(string path, ReadOnlyMemory<byte> bytes) => before.Texts.TryGetValue(path, out var old)
        ? TemplateFolder.TextOf(bytes) is { } text && LineMerge.Plain(text) == LineMerge.Plain(old)
        : before.Hashes.TryGetValue(path, out var hash) && hash == ProjectOnHand.HashOf(bytes);

    private string DiffOfTemplate(string path, ReadOnlyMemory<byte> theirs) =>
        before.Texts.TryGetValue(path, out var old) && TemplateFolder.TextOf(theirs) is { } made ? "\n" + FileDiff.Of(path, old, made) : "a binary file.";

    private void Conflict(string rule, Severity severity, string message, string path, int? line = null) => conflicts.Add(new Finding(rule, severity, message, path, line));

    private static int Lines(string text) => text.AsSpan().Count('\n');
}
