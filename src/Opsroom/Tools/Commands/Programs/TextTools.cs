using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>sed</c> and <c>awk</c>: filters whose scripts can also write files and run commands.</summary>
internal sealed class TextTools : IProgram
{
    public IEnumerable<string> Names => ["sed", "gsed", "awk", "gawk", "mawk", "nawk", "busybox-awk"];

    public Outcome Judge(Invocation call)
    {
        if (call.Arguments is ["--help" or "--version" or "-V"])
        {
            return Outcome.Read("only shows help or a version");
        }

        var outcome = call.Name.EndsWith("awk", StringComparison.Ordinal) ? Awk(call) : Sed(call);
        return call.Arguments.Append(call.InputPath).FirstOrDefault(path => path is not null && Places.IsSecret(path)) is { } secret
            ? outcome.AtLeast(CommandEffect.Change, $"shows `{secret}`, which holds secrets")
            : outcome;
    }

    private static Outcome Sed(Invocation call)
    {
        var outcome = Outcome.Read("only filters text", call.Input is null ? null : $"{Unknown.Text}\n{call.Input}");
        var scripts = new List<string>();
        var words = call.Arguments;
        string? first = null;
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word is "-e" or "--expression" && i + 1 < words.Length)
            {
                scripts.Add(words[++i]);
            }
            else if (word.StartsWith("--expression=", StringComparison.Ordinal))
            {
                scripts.Add(word["--expression=".Length..]);
            }
            else if (word.StartsWith("-f", StringComparison.Ordinal) || word.StartsWith("--file", StringComparison.Ordinal))
            {
                outcome = outcome.AtLeast(CommandEffect.Change, "runs a script that cannot be seen");
                i += word is "-f" or "--file" ? 1 : 0;
                first ??= "";
            }
            else if (word.StartsWith("--in", StringComparison.Ordinal))
            {
                outcome = outcome.AtLeast(CommandEffect.Change, "`-i` changes the files in place");
            }
            else if (word.Length > 1 && word[0] == '-' && word[1] != '-')
            {
                var letter = word.AsSpan(1).IndexOfAny("ief");
                if (letter >= 0 && word[letter + 1] == 'i')
                {
                    outcome = outcome.AtLeast(CommandEffect.Change, "`-i` changes the files in place");
                }
                else if (letter >= 0 && word[letter + 1] == 'f')
                {
                    outcome = outcome.AtLeast(CommandEffect.Change, "runs a script that cannot be seen");
                    first ??= "";
                }
                else if (letter >= 0)
                {
                    scripts.Add(letter + 2 < word.Length ? word[(letter + 2)..] : i + 1 < words.Length ? words[++i] : "");
                }
            }
            else if (!word.StartsWith('-'))
            {
                first ??= word;
            }
        }

        foreach (var script in scripts.DefaultIfEmpty(first ?? ""))
        {
            outcome = new SedScript(script).Judge(call, outcome);
        }

        return outcome;
    }

    private static Outcome Awk(Invocation call)
    {
        var outcome = Outcome.Read("only filters text");
        var words = call.Arguments;
        string? program = null;
        for (var i = 0; i < words.Length && program is null; i++)
        {
            var word = words[i];
            if (word.StartsWith("-f", StringComparison.Ordinal) || word.StartsWith("--file", StringComparison.Ordinal) || word is "-l" or "--load" or "-E" or "--exec")
            {
                return outcome.AtLeast(CommandEffect.Change, "runs a script that cannot be seen");
            }

            if (word is ['-', 'd' or 'o' or 'p', ..] || word.StartsWith("--dump-variables", StringComparison.Ordinal) || word.StartsWith("--profile", StringComparison.Ordinal) || word.StartsWith("--pretty-print", StringComparison.Ordinal))
            {
                outcome = outcome.AtLeast(CommandEffect.Change, "writes a file about the program");
            }
            else if (word is "-i" or "--include" || word.StartsWith("--include=", StringComparison.Ordinal) || word.StartsWith("-i", StringComparison.Ordinal))
            {
                outcome = outcome.AtLeast(CommandEffect.Change, "changes files in place, or loads code");
                i += word is "-i" or "--include" ? 1 : 0;
            }
            else if (word is "-F" or "-v" or "--field-separator" or "--assign")
            {
                i++;
            }
            else if (word is "-e" or "--source" && i + 1 < words.Length)
            {
                program = words[++i];
            }
            else if (!word.StartsWith('-'))
            {
                program = word;
            }
        }

        return new AwkScript(program ?? "").Judge(call, outcome);
    }
}

/// <summary>A script of sed, as far as its commands have effects.</summary>
internal sealed class SedScript(string script)
{
    private int at;

    public Outcome Judge(Invocation call, Outcome outcome)
    {
        while (at < script.Length)
        {
            var c = script[at++];
            switch (c)
            {
                case '/' or '\\':
                    SkipSection(c == '/' ? '/' : at < script.Length ? script[at++] : '/');
                    break;
                case 's' or 'y':
                    outcome = Substitution(call, outcome, c == 's');
                    break;
                case 'w' or 'W':
                    outcome = Write(RestOfLine(), outcome);
                    break;
                case 'e':
                    call.RunScript(RestOfLine());
                    outcome = outcome.AtLeast(CommandEffect.Change, "its command `e` runs a command");
                    break;
                case 'a' or 'i' or 'c' or 'r' or 'R' or ':' or '#' or 'b' or 't' or 'T':
                    _ = c is 'b' or 't' or 'T' ? Label() : RestOfLine();
                    break;
            }
        }

        return outcome;
    }

    private Outcome Substitution(Invocation call, Outcome outcome, bool hasFlags)
    {
        if (at >= script.Length)
        {
            return outcome;
        }

        var delimiter = script[at++];
        SkipSection(delimiter);
        var start = at;
        SkipSection(delimiter);
        var replacement = script[start..Math.Max(start, Math.Min(script.Length, at - 1))];
        while (hasFlags && at < script.Length && script[at] is not ';' and not '\n' and not '}')
        {
            var flag = script[at++];
            if (flag == 'w')
            {
                return Write(RestOfLine(), outcome);
            }

            if (flag == 'e')
            {
                call.RunScript(replacement);
                outcome = outcome.AtLeast(CommandEffect.Change, "its flag `e` runs what comes out as a command");
            }
        }

        return outcome;
    }

    private static Outcome Write(string file, Outcome outcome) =>
        file.Trim() is "/dev/stdout" or "/dev/stderr" ? outcome : outcome.AtLeast(CommandEffect.Change, $"its command `w` writes `{file.Trim()}`");

    private void SkipSection(char delimiter)
    {
        var inClass = false;
        while (at < script.Length)
        {
            var c = script[at++];
            if (c == '\\')
            {
                at = Math.Min(script.Length, at + 1);
            }
            else if (c == '[' && !inClass && script.IndexOf(']', at) is > 0 and var close && !script.AsSpan(at, close - at).Contains(delimiter))
            {
                inClass = true;
            }
            else if (c == ']')
            {
                inClass = false;
            }
            else if (c == delimiter)
            {
                return;
            }
        }
    }

    private string RestOfLine()
    {
        var end = script.IndexOf('\n', at);
        var rest = script[at..(end < 0 ? script.Length : end)];
        at += rest.Length;
        return rest;
    }

    private string Label()
    {
        while (at < script.Length && script[at] is not ';' and not '\n' and not '}')
        {
            at++;
        }

        return "";
    }
}

/// <summary>A program of awk, as far as it writes, runs commands, or prints text that may be run.</summary>
internal sealed class AwkScript(string script)
{
    public Outcome Judge(Invocation call, Outcome outcome)
    {
        var printed = new StringBuilder();
        var literals = new List<string>();
        var code = WithoutTexts(literals);
        if (code.Contains('@', StringComparison.Ordinal))
        {
            outcome = outcome.AtLeast(CommandEffect.Change, "its program loads code, or calls what a variable names");
        }

        // a quote inside of a regular expression would hide what follows, so the whole program counts for this one
        literals.AddRange(SystemTexts(script));
        if (CallsSystem(script) || code.Contains("getline", StringComparison.Ordinal) && code.Contains('|', StringComparison.Ordinal) || code.Contains("|&", StringComparison.Ordinal))
        {
            outcome = RunAll(call, literals, outcome, "its program runs commands");
        }

        if (code.Contains("ENVIRON", StringComparison.Ordinal))
        {
            outcome = outcome.AtLeast(CommandEffect.Change, "its program reads the environment, where secrets are");
        }

        for (var at = code.IndexOf("print", StringComparison.Ordinal); at >= 0; at = code.IndexOf("print", at + 5, StringComparison.Ordinal))
        {
            var statement = Statement(code, at + 5);
            if (statement.Redirection is '>')
            {
                outcome = outcome.AtLeast(CommandEffect.Change, "its program writes a file");
            }
            else if (statement.Redirection is '|')
            {
                outcome = RunAll(call, literals, outcome, "its program feeds a command");
            }

            printed.Append(Print(code[(at + 5)..statement.End], code[..at], literals)).Append('\n');
        }

        return outcome with { Output = $"{Unknown.Text}\n{printed}{(printed.Length == 0 ? call.Input : "")}" };
    }

    /// <summary>The text that each call of <c>system</c> begins with.</summary>
    private static IEnumerable<string> SystemTexts(string code)
    {
        for (var at = code.IndexOf("system", StringComparison.Ordinal); at >= 0; at = code.IndexOf("system", at + 1, StringComparison.Ordinal))
        {
            var start = code.IndexOf('"', at);
            var end = start < 0 ? -1 : code.IndexOf('"', start + 1);
            if (end > 0)
            {
                yield return Shell.Escapes.Decode(code[(start + 1)..end]);
            }
        }
    }

    private static bool CallsSystem(string code)
    {
        for (var at = code.IndexOf("system", StringComparison.Ordinal); at >= 0; at = code.IndexOf("system", at + 1, StringComparison.Ordinal))
        {
            if (code.AsSpan(at + "system".Length).TrimStart().StartsWith("("))
            {
                return true;
            }
        }

        return false;
    }

    private static Outcome RunAll(Invocation call, List<string> literals, Outcome outcome, string why)
    {
        foreach (var literal in literals)
        {
            call.RunScript(literal);
        }

        return outcome.AtLeast(CommandEffect.Change, why);
    }

    /// <summary>The program with a placeholder for each text.</summary>
    private string WithoutTexts(List<string> literals)
    {
        var code = new StringBuilder();
        for (var i = 0; i < script.Length; i++)
        {
            if (script[i] != '"')
            {
                code.Append(script[i]);
                continue;
            }

            var end = i + 1;
            while (end < script.Length && script[end] != '"')
            {
                end += script[end] == '\\' ? 2 : 1;
            }

            literals.Add(Shell.Escapes.Decode(script[(i + 1)..Math.Min(end, script.Length)]));
            code.Append('"');
            i = end;
        }

        return code.ToString();
    }

    private static (int End, char Redirection) Statement(string code, int start)
    {
        var (level, redirection) = (0, '\0');
        var at = start;
        while (at < code.Length && (level > 0 || code[at] is not ';' and not '}' and not '\n'))
        {
            level += code[at] == '(' ? 1 : code[at] == ')' ? -1 : 0;
            redirection = level == 0 && redirection == '\0' && code[at] is '>' or '|' && !(at + 1 < code.Length && code[at] == '|' && code[at + 1] == '|') && (at == 0 || code[at - 1] != '|') ? code[at] : redirection;
            at++;
        }

        return (at, redirection);
    }

    private static string Print(string statement, string before, List<string> literals)
    {
        var index = before.Count(c => c == '"');
        var text = new StringBuilder();
        foreach (var c in statement)
        {
            if (c == '"')
            {
                text.Append(index < literals.Count ? literals[index] : "");
                index++;
            }
            else if (c == ',')
            {
                text.Append(' ');
            }
            else if (!char.IsWhiteSpace(c) && (text.Length == 0 || text[^1] != Unknown.Char))
            {
                text.Append(Unknown.Char);
            }
        }

        return text.ToString();
    }
}
