namespace Opsroom.Tools.Templates.HandlebarsEngine;

internal sealed record VariableUse(string Name, int Line, int Column);

/// <summary>The variables of the template that tags read: names at the root, not those of items of a loop.</summary>
internal static class HandlebarsVariables
{
    public static IEnumerable<VariableUse> In(IReadOnlyList<HandlebarsTag> tags)
    {
        // how deep each open block stands below the root of the data
        var open = new Stack<(bool Changes, HashSet<string> Names)>();
        foreach (var tag in tags)
        {
            if (tag.Kind is "!" or "/")
            {
                if (tag.Kind == "/")
                {
                    open.TryPop(out _);
                }

                continue;
            }

            foreach (var use in Uses(tag, open))
            {
                yield return use;
            }

            if (tag.Kind is "#" or "^")
            {
                var isHelper = HandlebarsFunctions.All.ContainsKey(tag.Name);
                open.Push((tag.Kind == "#" && tag.Name is not ("if" or "unless") && !isHelper, [.. HandlebarsScanner.Parameters(tag)]));
            }
        }
    }

    private static IEnumerable<VariableUse> Uses(HandlebarsTag tag, Stack<(bool Changes, HashSet<string> Names)> open)
    {
        var words = HandlebarsScanner.Words(tag).ToList();
        var depth = open.Count(block => block.Changes);
        for (var index = tag.Kind == ">" ? 1 : 0; index < words.Count; index++)
        {
            var word = words[index];
            var climbs = 0;
            while (word.StartsWith("../", StringComparison.Ordinal))
            {
                word = word[3..];
                climbs++;
            }

            if (word.StartsWith("@root.", StringComparison.Ordinal))
            {
                (word, climbs) = (word[6..], depth);
            }

            word = word.StartsWith("this.", StringComparison.Ordinal) ? word[5..] : word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word;
            var name = word.Split('.', '/', '[')[0];
            if (climbs >= depth && IsName(name) && !open.Any(block => block.Names.Contains(name)))
            {
                yield return new VariableUse(name, tag.Line, tag.Column);
            }
        }
    }

    private static bool IsName(string word) =>
        word.Length > 0 && (char.IsLetter(word[0]) || word[0] == '_') && word.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-')
        && word is not ("true" or "false" or "null" or "undefined" or "as") && !HandlebarsFunctions.All.ContainsKey(word) && !HandlebarsFunctions.BuiltIn.Contains(word, StringComparer.Ordinal);
}
