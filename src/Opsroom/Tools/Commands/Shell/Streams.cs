using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>Where a command reads from and writes to, and what the writing does.</summary>
internal sealed class Streams(ShellWalk walk, Scope scope, Choices choices)
{
    private readonly List<(Redirection Redirection, string Target)> outputs = [];

    /// <summary>What is fed; null for the terminal.</summary>
    public string? Input { get; private set; }

    /// <summary>The file that is fed, or null.</summary>
    public string? InputPath { get; private set; }

    public void Read(ImmutableArray<Redirection> redirections, string? input)
    {
        Input = input;
        foreach (var redirection in redirections)
        {
            if (redirection.Document is { } document)
            {
                Input = Expander.Text(document, walk, scope, choices);
                continue;
            }

            var target = Expander.Text(redirection.Target, walk, scope, choices);
            if (redirection.Operator is "<" or "<>")
            {
                Input = target == "/dev/null" ? "" : scope.Files.GetValueOrDefault(target, Unknown.Text);
                InputPath = target;
            }

            if (redirection.Operator is not "<" and not "<&" || target.StartsWith("/dev/tcp/", StringComparison.Ordinal) || target.StartsWith("/dev/udp/", StringComparison.Ordinal))
            {
                outputs.Add((redirection, target));
            }
        }
    }

    /// <summary>Judges the redirections once it is known what was printed; what still goes on comes back.</summary>
    public string Finish(string output, string source)
    {
        foreach (var (redirection, target) in outputs)
        {
            var isStandard = redirection.Descriptor is null or 1 && redirection.Operator is not "<" and not "<>";
            if (redirection.Operator == ">&" && (target == "-" || target.TrimEnd('-').All(char.IsAsciiDigit)))
            {
                continue;
            }

            Judge(redirection.Operator, target, isStandard ? output : null, source);
            if (isStandard && !target.StartsWith("/dev/std", StringComparison.Ordinal) && target is not "/dev/tty" and not "/dev/fd/1")
            {
                if (redirection.Operator is ">" or ">|" or ">>" or "&>")
                {
                    scope.Files[target] = redirection.Operator == ">>" && scope.Files.TryGetValue(target, out var before) ? before + output : output;
                }

                output = "";
            }
        }

        return output;
    }

    private void Judge(string operation, string target, string? output, string source)
    {
        var part = $"{operation} {target}";
        if (target is "/dev/null" or "/dev/stdout" or "/dev/stderr" or "/dev/tty" or "/dev/zero" or "/dev/full" || target.StartsWith("/dev/fd/", StringComparison.Ordinal))
        {
            return;
        }

        if (Places.IsDisk(target))
        {
            walk.Findings.Add(CommandEffect.Destroy, "sh", part, "writes over a disk");
        }
        else if (output is "" && operation is not ">>" and not "&>>")
        {
            walk.Findings.Add(CommandEffect.Destroy, "sh", source.Contains(target, StringComparison.Ordinal) ? source : part, "writes nothing over a file, so what it held is gone");
        }
        else
        {
            walk.Findings.Add(CommandEffect.Change, "sh", part, target.StartsWith("/dev/", StringComparison.Ordinal) ? "writes to a device or opens a connection" : "writes to a file");
        }
    }
}
