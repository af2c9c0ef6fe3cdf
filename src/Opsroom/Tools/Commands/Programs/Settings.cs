using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>The shell's own commands that set variables, aliases and options of this shell only.</summary>
internal sealed class Settings : IProgram
{
    public IEnumerable<string> Names => ["set", "export", "declare", "typeset", "local", "readonly", "unset", "alias", "unalias", "shift", "read", "mapfile", "readarray", "cd", "pushd", "popd", ":", "true", "false"];

    public Outcome Judge(Invocation call)
    {
        var words = call.Arguments;
        switch (call.Name)
        {
            case "set" when words is ["--", ..]:
                call.Scope.Positional = words[1..];
                return Quiet();
            case "set" when words.All(word => word is "-o" or "+o"):
                return words.IsEmpty ? Outcome.Change("shows every variable, secrets too") : Outcome.Read("shows the shell's options");
            case "set" when words[0].Length > 0 && words[0][0] is not '-' and not '+':
                call.Scope.Positional = words;
                return Quiet();
            case "export" or "declare" or "typeset" or "readonly" when words.All(word => word.StartsWith('-')) && !words.Any(word => word.Any(c => c is 'f' or 'F' or 'a' or 'A' or 'i' or 'g')):
                return Outcome.Change("shows every variable, secrets too");
            case "declare" or "typeset" or "export" when words.Any(word => word.StartsWith('-') && word.Contains('p', StringComparison.Ordinal)) && words.Any(Shell.SecretVariables.IsSecret):
                return Outcome.Change("shows a variable that by its name is a secret");
            case "unset":
                foreach (var word in words)
                {
                    call.Scope.Unset(word);
                }

                return Quiet();
            case "alias":
                return Alias(call);
            case "unalias":
                foreach (var word in words)
                {
                    call.Scope.Aliases.Remove(word);
                }

                return Quiet();
            case "shift" when call.Scope.Positional is { Length: > 0 } positional:
                call.Scope.Positional = positional[1..];
                return Quiet();
            case "read" or "mapfile" or "readarray":
                return Read(call);
            default:
                return Quiet();
        }
    }

    private static Outcome Quiet() => Outcome.Read("touches this shell only", "");

    private static Outcome Alias(Invocation call)
    {
        foreach (var word in call.Arguments)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                call.Scope.Aliases[word[..equals]] = word[(equals + 1)..];
            }
        }

        return Quiet();
    }

    private static Outcome Read(Invocation call)
    {
        var lines = call.Input is null || Unknown.IsIn(call.Input) ? [] : call.Input.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(6).ToImmutableArray();
        var names = new List<string>();
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            var word = call.Arguments[i];
            if (word.StartsWith('-'))
            {
                i += word[^1] is 'p' or 'd' or 'n' or 'N' or 't' or 'u' or 'i' or 'a' && word[^1] != 'a' ? 1 : 0;
                continue;
            }

            names.Add(word);
        }

        foreach (var name in names.DefaultIfEmpty("REPLY"))
        {
            call.Scope.Arrays[name] = [Unknown.Text];
            call.Scope.Arrays.Remove(name);
            call.Scope.Set(name, Unknown.Text);
            foreach (var value in lines.SelectMany(line => names.Count > 1 ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [line.Trim()]))
            {
                call.Scope.Set(name, value, keepsOthers: true);
            }
        }

        return Quiet();
    }
}
