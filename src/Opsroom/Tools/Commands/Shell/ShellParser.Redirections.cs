using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Commands.Shell;

internal sealed partial class ShellParser
{
    private static readonly ImmutableArray<string> Operators = ["<<<", "<<-", "&>>", "<<", "<>", "<&", ">>", ">|", ">&", "&>", "<", ">"];

    private ImmutableArray<Redirection> ReadRedirections()
    {
        var all = ImmutableArray.CreateBuilder<Redirection>();
        while (true)
        {
            SkipBlanks(newlines: false);
            if (TryReadRedirection() is not { } redirection)
            {
                return all.ToImmutable();
            }

            all.Add(redirection);
        }
    }

    private Redirection? TryReadRedirection()
    {
        var start = at;
        while (start < text.Length && start - at < 4 && char.IsAsciiDigit(text[start]))
        {
            start++;
        }

        if (Current == '{' && NameLength(at + 1) is > 0 and var length && at + length + 1 < text.Length && text[at + length + 1] == '}')
        {
            start = at + length + 2;
        }

        var found = Operators.FirstOrDefault(each => string.CompareOrdinal(text, start, each, 0, each.Length) == 0);
        if (found is null || (found is "<" or ">" && start + 1 < text.Length && text[start + 1] == '(') || (start > at && found[0] == '&'))
        {
            return null;
        }

        int? descriptor = int.TryParse(text.AsSpan(at, start - at), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        at = start + found.Length;
        SkipBlanks(newlines: false);
        if (found is "<<" or "<<-")
        {
            return ReadHereDocument(found, descriptor);
        }

        var target = AtEnd || (IsMeta(Current) && !StartsWith("<(") && !StartsWith(">(")) ? Word.Empty : ReadWord();
        if (target.Parts.IsEmpty)
        {
            Fail($"nothing stands behind `{found}`");
        }

        return new Redirection(found, descriptor, target, found == "<<<" ? target : null);
    }

    private Redirection ReadHereDocument(string found, int? descriptor)
    {
        var start = at;
        var word = ReadWord();
        var raw = text[start..at];
        var delimiter = new StringBuilder();
        foreach (var part in word.Parts)
        {
            delimiter.Append(part is LiteralPart literal ? literal.Text : "");
        }

        var document = new HereDocument(delimiter.ToString(), StripsTabs: found == "<<-", IsVerbatim: raw.AsSpan().IndexOfAny("'\"\\") >= 0);
        if (word.Parts.Any(part => part is not LiteralPart))
        {
            Fail("the end of a here-document is no plain word");
        }

        documents.Add(document);
        return new Redirection(found, descriptor, word, new Word([document]));
    }

    /// <summary>Reads the bodies of the here-documents that the line before this place began.</summary>
    private void ReadDocuments()
    {
        foreach (var document in documents)
        {
            var body = new StringBuilder();
            var closed = false;
            while (!AtEnd && !closed)
            {
                var end = text.IndexOf('\n', at);
                var line = text[at..(end < 0 ? text.Length : end)];
                at = end < 0 ? text.Length : end + 1;
                line = document.StripsTabs ? line.TrimStart('\t') : line;
                closed = line == document.Delimiter;
                body.Append(closed ? "" : line + "\n");
            }

            document.Body = document.IsVerbatim ? new Word([new LiteralPart(body.ToString(), Quoted: true)]) : ReadDocumentBody(body.ToString());
        }

        documents.Clear();
    }

    private Word ReadDocumentBody(string body) => Nested(
        () =>
        {
            var inner = new ShellParser(body, depth);
            var word = inner.ReadQuoted(() => false);
            problem ??= inner.problem;
            return word;
        },
        Word.Empty);
}

/// <summary>A here-document; its body is known once the line that begins it has ended.</summary>
internal sealed record HereDocument(string Delimiter, bool StripsTabs, bool IsVerbatim) : WordPart
{
    public Word Body { get; set; } = Word.Empty;
}
