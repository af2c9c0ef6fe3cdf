using System.Text;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>Programs that turn one text into another: what is hidden by them is looked at.</summary>
internal sealed class Decoding : IProgram
{
    public IEnumerable<string> Names => ["base64", "xxd", "rev", "tr"];

    public Outcome Judge(Invocation call)
    {
        if (call.Arguments.Append(call.InputPath).FirstOrDefault(path => path is not null && Places.IsSecret(path)) is { } secret)
        {
            return Outcome.Change($"shows `{secret}`, which holds secrets");
        }

        var input = call.Input;
        if (input is null && call.Arguments.FirstOrDefault(word => call.Scope.Files.ContainsKey(word)) is { } file)
        {
            input = call.Scope.Files[file];
        }

        if (call.Name == "xxd" && call.Arguments.Count(word => word.Length > 0 && word[0] != '-') > 1)
        {
            return Outcome.Change("writes a file");
        }

        var isDecoding = call.Arguments.Any(word => word is "-d" or "-D" or "--decode" or "-di" or "--d" or "-id" || (call.Name == "xxd" && word.StartsWith("-r", StringComparison.Ordinal)) || word == "-p" || word == "-ps");
        var text = input is null || Unknown.IsIn(input) ? null : call.Name switch
        {
            "base64" => isDecoding ? FromBase64(input) : Convert.ToBase64String(Encoding.UTF8.GetBytes(input)),
            "xxd" => isDecoding ? FromHex(input) : null,
            "rev" => string.Join('\n', input.Split('\n').Select(line => string.Concat(line.Reverse()))),
            _ => Translate(input, [.. call.Arguments]),
        };

        // a decoded text stays marked: that it was hidden is reason enough for doubt
        return Outcome.Read("only turns one text into another", text is null ? Unknown.Text + "\n" + (call.Name == "tr" ? input : "") : isDecoding ? $"{Unknown.Text}\n{text}" : text);
    }

    private static string? FromBase64(string text)
    {
        try
        {
            var compact = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
            return Encoding.UTF8.GetString(Convert.FromBase64String(compact.PadRight((compact.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? FromHex(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromHexString(string.Concat(text.Where(char.IsAsciiHexDigit))));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Translate(string text, string[] words)
    {
        if (words is ["-d", var removed] && Expand(removed) is { } gone)
        {
            return string.Concat(text.Where(c => !gone.Contains(c, StringComparison.Ordinal)));
        }

        if (words is not [var from, var to] || from.StartsWith('-') || Expand(from) is not { Length: > 0 } first || Expand(to) is not { Length: > 0 } second)
        {
            return null;
        }

        return string.Concat(text.Select(c => first.IndexOf(c, StringComparison.Ordinal) is >= 0 and var index ? second[Math.Min(index, second.Length - 1)] : c));
    }

    /// <summary>The letters of a set such as <c>a-zA-Z</c>, or null for one with classes.</summary>
    private static string? Expand(string set)
    {
        if (set.Contains("[:", StringComparison.Ordinal))
        {
            return null;
        }

        set = Shell.Escapes.Decode(set);
        var expanded = new StringBuilder();
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-' && set[i] <= set[i + 2] && set[i + 2] - set[i] < 300)
            {
                for (var c = set[i]; c <= set[i + 2]; c++)
                {
                    expanded.Append(c);
                }

                i += 2;
            }
            else
            {
                expanded.Append(set[i]);
            }
        }

        return expanded.ToString();
    }
}
