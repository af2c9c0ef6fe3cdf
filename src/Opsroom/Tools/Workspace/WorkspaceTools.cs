using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Opsroom.Tools.Workspace;

/// <summary>What every agent can do with the files of its thread.</summary>
internal sealed class WorkspaceTools
{
    private const int MostListed = 1000;
    private const int MostBytes = 64 * 1024;
    private const int UsualCharacters = 32 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Tool("workspace_list", Effect.Read, Supporting = true)]
    [Description("Lists the files of this thread's workspace: what people handed in and what agents wrote.")]
    [ToolExample("{}")]
    public static ToolResult<WorkspaceListing> List(
        ToolContext context,
        [Description("A folder, to list only what is in it; the whole workspace if not given.")] string? path = null)
    {
        IReadOnlyList<WorkspaceFile> files = context.Workspace.List();
        if (path is not (null or "" or "." or "./"))
        {
            if (!WorkspacePath.TryNormalize(path.TrimEnd('/'), out var inside, out var problem))
            {
                return ToolFailure.InvalidArgument(problem);
            }

            files = [.. files.Where(file => file.Path == inside || file.Path.StartsWith(inside + "/", StringComparison.Ordinal))];
            if (files.Count == 0)
            {
                return ToolFailure.NotFound($"There is nothing at {WorkspacePath.Quoted(inside)} in the workspace.");
            }
        }

        var message = files.Count > MostListed ? $"These are the first {MostListed} of {files.Count} files; give a folder as path to see the others." : null;
        return new WorkspaceListing([.. files.Take(MostListed)], files.Count, message);
    }

    [Tool("workspace_read", Effect.Read, Supporting = true)]
    [Description("Reads a text file of the workspace, or one in a folder that the operator opened, a part at a time.")]
    [ToolExample("""{"path": "notes/plan.md"}""")]
    public static async Task<ToolResult<WorkspaceText>> ReadAsync(
        ToolContext context,
        [Description("The file, as workspace_list shows it.")] string path,
        [Description("Where to start, in characters from 0; next_offset of the part before."), Range(0, int.MaxValue)] int offset = 0,
        [Description("How many characters at most; a part never has more than 64 KiB."), Range(1, MostBytes)] int limit = UsualCharacters,
        CancellationToken cancellationToken = default)
    {
        var read = await context.Workspace.ReadAsync(path, cancellationToken);
        if (read.Value is not { } file)
        {
            return read.Failure!;
        }

        var answer = new WorkspaceText(file.Path, file.MediaType, file.Bytes.Length);
        if (TextOf(file.Bytes.Span) is not { } text)
        {
            return answer with { Binary = true, Message = $"The file is binary ({file.MediaType}, {file.Bytes.Length} bytes); its content is not shown." };
        }

        if (offset > text.Length)
        {
            return ToolFailure.InvalidArgument($"offset {offset} is behind the end of the file, which has {text.Length} characters.");
        }

        var (start, end) = PartOf(text, offset, limit);
        answer = answer with { Content = text[start..end], Offset = start, Characters = text.Length };
        return end == text.Length
            ? answer
            : answer with { NextOffset = end, Message = $"These are characters {start} to {end} of {text.Length}; read on with offset {end}." };
    }

    [Tool("workspace_write", Effect.Write, Supporting = true)]
    [Description("Writes a text file into the workspace, over the one of that name if there is one. It becomes an artifact that people can download.")]
    [ToolExample("""{"path": "notes/plan.md", "content": "# Plan\n\n1. Look.\n"}""")]
    public static ToolResult<WorkspaceWritten> Write(
        ToolContext context,
        [Description("Where, relative to the workspace, as in docs/readme.md.")] string path,
        [Description("The whole text.")] string content)
    {
        var written = context.Workspace.Write(path, MediaTypes.Of(path), Strict.GetBytes(content));
        return written.Value is { } file ? new WorkspaceWritten(file.Path, [file]) : written.Failure!;
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Contains((byte)0) ? null : Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // neither end stands inside a character, and the part is within the bound in bytes whatever its script
    private static (int Start, int End) PartOf(string text, int offset, int limit)
    {
        var start = offset < text.Length && char.IsLowSurrogate(text[offset]) ? offset - 1 : offset;
        var (end, bytes) = (start, 0);
        foreach (var rune in text.AsSpan(start).EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (end > start && (bytes > MostBytes || end + rune.Utf16SequenceLength - start > limit))
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return (start, end);
    }
}

/// <param name="Total">How many there are, listed here or not.</param>
internal sealed record WorkspaceListing(ImmutableArray<WorkspaceFile> Files, int Total, string? Message);

/// <param name="Size">Of the file, in bytes.</param>
/// <param name="Content">Absent where the file is binary.</param>
/// <param name="Offset">Where the content starts, in characters.</param>
/// <param name="Characters">Of the whole file.</param>
/// <param name="NextOffset">Where to read on; absent at the end.</param>
internal sealed record WorkspaceText(
    string Path,
    string MediaType,
    long Size,
    bool Binary = false,
    string? Content = null,
    int Offset = 0,
    int? Characters = null,
    int? NextOffset = null,
    string? Message = null);

internal sealed record WorkspaceWritten(string Path, ImmutableArray<WorkspaceFile> Files);
