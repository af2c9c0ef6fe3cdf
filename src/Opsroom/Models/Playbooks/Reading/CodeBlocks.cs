using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Parts code from prose: fenced blocks, and YAML, JSON or a Dockerfile pasted without a fence.</summary>
internal static class CodeBlocks
{
    /// <summary>Lines that a pasted document begins with when the next one is indented.</summary>
    private static readonly string[] Roots = ["pipeline:", "template:", "groups:", "services:", "paths:", "inputSet:", "trigger:"];

    /// <summary>Roots that a sentence may end in: words that nobody follows with an indented mapping unless it is a document.</summary>
    private static readonly string[] InlineRoots = ["pipeline:", "template:", "inputSet:"];

    /// <summary>How a pasted document's first line begins.</summary>
    private static readonly string[] Starts = ["apiVersion:", "openapi:", "swagger:", "---"];

    public static (string Prose, ImmutableArray<CodeBlock> Blocks) Split(string text)
    {
        if (text.AsSpan().IndexOfAny('`', '\n', '{') < 0 && !text.Contains("~~~", StringComparison.Ordinal))
        {
            return (text, []);
        }

        var blocks = ImmutableArray.CreateBuilder<CodeBlock>();
        var prose = new StringBuilder();
        var code = new StringBuilder();
        string? fence = null;
        var info = string.Empty;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (fence is null && FenceOf(trimmed) is { } opened)
            {
                (fence, info) = (opened, trimmed[opened.Length..].Trim().ToString().ToLowerInvariant());
            }
            else if (fence is not null && trimmed.StartsWith(fence, StringComparison.Ordinal) && trimmed.Trim(fence[0]).IsEmpty)
            {
                Add(blocks, info, code);
                fence = null;
            }
            else if (fence is not null)
            {
                code.Append(line).Append('\n');
            }
            else
            {
                prose.Append(line).Append('\n');
            }
        }

        // a fence that never closes holds the rest
        Add(blocks, info, code);
        return blocks.Count > 0 ? (prose.ToString(), blocks.ToImmutable()) : SplitPasted(text);
    }

    private static string? FenceOf(ReadOnlySpan<char> line)
    {
        foreach (var mark in "`~")
        {
            var length = line.Length - line.TrimStart(mark).Length;
            if (length >= 3)
            {
                return new string(mark, length);
            }
        }

        return null;
    }

    private static void Add(ImmutableArray<CodeBlock>.Builder blocks, string info, StringBuilder code)
    {
        var content = code.ToString().Trim('\n');
        code.Clear();
        if (content.Trim().Length > 0)
        {
            blocks.Add(new(KindOf(info, content), content));
        }
    }

    private static (string Prose, ImmutableArray<CodeBlock> Blocks) SplitPasted(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at) is var next and >= 0 ? next : text.Length;
            var line = text.AsSpan(at, end - at).TrimEnd();
            var rest = text.AsSpan(Math.Min(end + 1, text.Length));
            var start = StartsDocument(line, rest) ? at : EndsInRoot(line, rest) is var root and > 0 ? at + root : -1;
            if (start >= 0)
            {
                return (text[..start], [new(KindOf(string.Empty, text[start..]), text[start..].Trim('\n'))]);
            }

            at = end + 1;
        }

        return (text, []);
    }

    private static bool StartsDocument(ReadOnlySpan<char> line, ReadOnlySpan<char> rest)
    {
        foreach (var root in Roots)
        {
            if (line.SequenceEqual(root))
            {
                return rest.Length > 0 && rest[0] is ' ' or '-';
            }
        }

        foreach (var start in Starts)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return rest.Contains(':');
            }
        }

        return line.StartsWith("{") || (line.StartsWith("FROM ", StringComparison.Ordinal) && rest.Length > 0);
    }

    /// <summary>Where the root of a document stands at the end of a line of prose ("validate this: pipeline:"), with a mapping below it; 0 where none does.</summary>
    private static int EndsInRoot(ReadOnlySpan<char> line, ReadOnlySpan<char> rest)
    {
        foreach (var root in InlineRoots)
        {
            if (line.EndsWith(root, StringComparison.Ordinal) && line.Length > root.Length && char.IsWhiteSpace(line[^(root.Length + 1)]) && IsMappingBelow(rest))
            {
                return line.Length - root.Length;
            }
        }

        return 0;
    }

    private static bool IsMappingBelow(ReadOnlySpan<char> rest)
    {
        var line = rest[..(rest.IndexOf('\n') is var end and >= 0 ? end : rest.Length)].TrimEnd();
        var key = line.TrimStart();
        var colon = key.IndexOf(':');
        return key.Length < line.Length && colon > 0 && !key[..colon].ContainsAny(' ', '-') && (colon + 1 == key.Length || key[colon + 1] == ' ');
    }

    private static string KindOf(string info, string content) => info.Split(' ', '{', ':')[0] switch
    {
        "yaml" or "yml" => "yaml",
        "json" or "json5" or "jsonc" => "json",
        "sql" or "postgresql" or "pgsql" or "mysql" or "sqlite" or "psql" => "sql",
        "dockerfile" or "docker" => "dockerfile",
        "" => Sniff(content.AsSpan().Trim()),
        var other => other,
    };

    private static string Sniff(ReadOnlySpan<char> content)
    {
        if (content[0] is '{' or '[')
        {
            return "json";
        }

        var line = content[..(content.IndexOf('\n') is var end and >= 0 ? end : content.Length)];
        if (line.StartsWith("FROM ", StringComparison.Ordinal))
        {
            return "dockerfile";
        }

        if (SqlReader.StartsStatement(line))
        {
            return "sql";
        }

        return line.StartsWith("---") || line.StartsWith("- ") || line.IndexOf(": ") > 0 || line.EndsWith(":") ? "yaml" : "text";
    }
}
