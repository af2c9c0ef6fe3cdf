using Opsroom.Tools.Incidents.Signs.Patterns;

namespace Opsroom.Tools.Incidents.Signs;

/// <summary>What stands around the words of a sign: a denial or an address takes it away, a supposition or a person's own text makes it weak.</summary>
internal static class Surroundings
{
    private const double OfAPerson = 0.15;
    private const double Supposed = 0.4;
    private const int Near = 60;

    private static readonly byte[][] Denials =
    [
        [.. "no"u8], [.. "not"u8], [.. "n't"u8], [.. "never"u8], [.. "yet"u8], [.. "without"u8], [.. "zero"u8], [.. "0"u8], [.. "avoid"u8], [.. "avoids"u8], [.. "avoiding"u8], [.. "prevent"u8],
        [.. "prevents"u8], [.. "preventing"u8], [.. "against"u8], [.. "fixed"u8], [.. "fixes"u8], [.. "fix"u8],
    ];

    private static readonly byte[][] Suppositions =
    [
        [.. "if"u8], [.. "when"u8], [.. "would"u8], [.. "could"u8], [.. "may"u8], [.. "might"u8], [.. "simulated"u8], [.. "simulating"u8], [.. "injected"u8], [.. "fake"u8],
        [.. "mock"u8], [.. "possible"u8], [.. "potential"u8], [.. "detect"u8], [.. "handle"u8], [.. "ignore"u8], [.. "ignoring"u8], [.. "ignored"u8], [.. "expected"u8],
    ];

    private static readonly byte[][] WordsOfPeople =
    [
        [.. "comment"u8], [.. "review"u8], [.. "feedback"u8], [.. "prompt"u8], [.. "question"u8], [.. "caption"u8], [.. "utterance"u8], [.. "user_text"u8], [.. "user_input"u8],
        [.. "user_message"u8], [.. "chat_message"u8], [.. "ticket"u8], [.. "wrote"u8], [.. "search_term"u8], [.. "user said"u8], [.. "reply"u8],
    ];

    /// <summary>Whether the words count at all, and how much (1 is fully).</summary>
    public static bool Allow(ReadOnlySpan<byte> text, PatternHit found, out double weight)
    {
        var before = text[..found.Start];
        weight = 1;
        if (IsInAddress(before) || CountsNone(text.Slice(found.Start, found.Length)) || IsZeroOrFalse(text[(found.Start + found.Length)..]))
        {
            return false;
        }

        var word = LastWord(before);
        if (IsOneOf(word, Denials))
        {
            return false;
        }

        weight = (IsOneOf(word, Suppositions) ? Supposed : 1) * (IsTypedByAPerson(before) ? OfAPerson : 1);
        return true;
    }

    /// <summary>The word before, where only blanks are between.</summary>
    private static ReadOnlySpan<byte> LastWord(ReadOnlySpan<byte> before)
    {
        var trimmed = before.TrimEnd(" "u8);
        if (trimmed.Length == before.Length)
        {
            return [];
        }

        var start = trimmed.Length;
        while (start > 0 && (Bytes.IsWord(trimmed[start - 1]) || trimmed[start - 1] is (byte)'\'' or (byte)'.' or (byte)'/' or (byte)':' or (byte)'#'))
        {
            start--;
        }

        var word = trimmed[start..];
        var apostrophe = word.IndexOf((byte)'\'');
        return apostrophe > 0 && Bytes.StartsWith(word[(apostrophe - 1)..], "n't"u8) ? word[(apostrophe - 1)..] : word;
    }

    private static bool IsOneOf(ReadOnlySpan<byte> word, byte[][] words)
    {
        foreach (var candidate in words)
        {
            if (word.Length == candidate.Length && Bytes.StartsWith(word, candidate))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A gap of the wording that holds a number of none, as in <c>disk check finished, 0 failed</c>.</summary>
    private static bool CountsNone(ReadOnlySpan<byte> words)
    {
        var at = words.IndexOf(" 0 "u8);
        return at >= 0 && at + 3 < words.Length && Bytes.Lower(words[at + 3]) is >= (byte)'a' and <= (byte)'z';
    }

    /// <summary>Inside <c>https://host/what-the-sign-says</c>.</summary>
    private static bool IsInAddress(ReadOnlySpan<byte> before)
    {
        var start = before.Length;
        while (start > 0 && before.Length - start < 300 && Bytes.IsInToken(before[start - 1]))
        {
            start--;
        }

        return before[start..].IndexOf("://"u8) >= 0 || (start < before.Length && before[start] == (byte)'/' && before[start..].Contains((byte)'?'));
    }

    /// <summary><c>=0</c>, <c>: false</c> and the column <c>False</c> of a table behind the words.</summary>
    private static bool IsZeroOrFalse(ReadOnlySpan<byte> after)
    {
        var rest = after.TrimStart("\"'"u8);
        var blanks = rest.Length - rest.TrimStart(" \t"u8).Length;
        rest = rest[blanks..];
        var assigned = rest.Length > 0 && rest[0] is (byte)':' or (byte)'=';
        if (!assigned && blanks == 0)
        {
            return false;
        }

        rest = assigned ? rest[1..].TrimStart(" \t\"'"u8) : rest;
        return (Bytes.StartsWith(rest, "false"u8) && (rest.Length == 5 || !Bytes.IsWord(rest[5])))
            || (assigned && rest.Length > 0 && rest[0] == (byte)'0' && !HasDigitsNext(rest));
    }

    /// <summary>Whether a number goes on behind its leading 0 with something other than zeros.</summary>
    private static bool HasDigitsNext(ReadOnlySpan<byte> number)
    {
        var i = 0;
        while (i < number.Length && number[i] is (byte)'0' or (byte)'.')
        {
            i++;
        }

        return i < number.Length && Bytes.IsWord(number[i]);
    }

    /// <summary>Inside quotes that belong to a field or a phrase such as <c>comment="…"</c>.</summary>
    private static bool IsTypedByAPerson(ReadOnlySpan<byte> before)
    {
        var quote = before.Length - 1;
        while (quote > 0 && !(before[quote] is (byte)'"' or (byte)'\'' && before[quote - 1] is (byte)' ' or (byte)'=' or (byte)':' or (byte)'('))
        {
            if (before[quote] == (byte)'"' && before[quote - 1] != (byte)'\\')
            {
                return false;
            }

            quote--;
        }

        if (quote <= 0)
        {
            return false;
        }

        var lead = before[..quote].TrimEnd(" :=\"'("u8);
        var from = lead.LastIndexOfAny("\",{}="u8) + 1;
        lead = lead[Math.Max(from, lead.Length - Near)..];
        foreach (var word in WordsOfPeople)
        {
            for (var i = 0; i <= lead.Length - word.Length; i++)
            {
                if (Bytes.StartsWith(lead[i..], word))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
