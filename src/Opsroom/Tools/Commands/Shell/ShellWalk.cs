using System.Collections.Immutable;
using Opsroom.Tools.Commands.Programs;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>
/// Follows a script through every branch and notes what each command would do. What a command prints is followed too, as far as it can be
/// seen, since it may feed a shell or a client.
/// </summary>
internal sealed class ShellWalk(ProgramCatalog catalog, Findings findings)
{
    private const int MaxDepth = 20;
    private const int MaxSteps = 4000;

    private int depth;
    private int steps;
    private int processes;

    public Findings Findings => findings;

    /// <summary>Runs a text as a script.</summary>
    public string Follow(string script, Scope scope, string? input) => Deeper(script, () =>
    {
        var parsed = ShellParser.Parse(script);
        if (parsed.Problem is { } problem)
        {
            findings.Add(ShellNodes.HasCommand(parsed.Root) ? CommandEffect.Change : CommandEffect.Read, "sh", script.Trim(), $"this is no complete script ({problem})");
        }

        return Walk(parsed.Root, scope, input);
    });

    /// <summary>Notes that something could not be followed to its end.</summary>
    public bool GiveUp(string why, string part = "…")
    {
        findings.Add(CommandEffect.Change, "sh", part, why);
        return false;
    }

    public string Substitute(ShellNode body, Scope scope) => Deeper("$(…)", () => Walk(body, scope, null));

    /// <summary>The path under which a process substitution is handed to a command.</summary>
    public string SubstituteProcess(ShellNode body, Scope scope)
    {
        var output = Substitute(body, scope);
        var path = $"/dev/fd/{60 + processes++}";
        scope.Files[path] = output;
        return path;
    }

    public string Walk(ShellNode node, Scope scope, string? input)
    {
        switch (node)
        {
            case Sequence sequence:
                return Join(sequence.Items.Select(item => Walk(item, scope, input)));
            case Perhaps perhaps:
                return WalkPerhaps(perhaps, scope, input);
            case Pipeline pipeline:
                foreach (var stage in pipeline.Stages)
                {
                    input = Walk(stage, scope, input);
                }

                return input ?? "";
            case Redirected redirected:
                return WalkRedirected(redirected, scope, input);
            case ForLoop loop:
                return WalkFor(loop, scope, input);
            case ExpandedOnly expanded:
                Expander.Fields(expanded.Words, this, scope, new Choices());
                return "";
            case FunctionDefinition function:
                scope.Functions[function.Name] = function.Body;
                return "";
            case SimpleCommand command:
                return WalkSimple(command, scope, input);
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is not followed.");
        }
    }

    private string WalkPerhaps(Perhaps perhaps, Scope scope, string? input)
    {
        scope.Uncertain++;
        try
        {
            // a second time, since what the body sets counts for its own next round
            var once = Walk(perhaps.Body, scope, input);
            return perhaps.Repeats ? Join([once, Walk(perhaps.Body, scope, input)]) : once;
        }
        finally
        {
            scope.Uncertain--;
        }
    }

    private string WalkFor(ForLoop loop, Scope scope, string? input)
    {
        var values = loop.Values is { } words
            ? Expander.Fields(words, this, scope, new Choices())
            : [.. scope.Positional ?? [Unknown.Text]];
        scope.Uncertain++;
        foreach (var value in values.Take(50).DefaultIfEmpty(Unknown.Text))
        {
            scope.Set(loop.Variable, value);
        }

        if (values.Count > 50)
        {
            scope.Set(loop.Variable, Unknown.Text);
        }

        scope.Uncertain--;
        return WalkPerhaps(new Perhaps(loop.Body, Repeats: true), scope, input);
    }

    private string WalkRedirected(Redirected redirected, Scope scope, string? input)
    {
        var streams = new Streams(this, scope, new Choices());
        streams.Read(redirected.Redirections, input);
        return streams.Finish(Walk(redirected.Body, scope, streams.Input), "…");
    }

    private string WalkSimple(SimpleCommand command, Scope scope, string? input)
    {
        var choices = new Choices();
        var outputs = new List<string>();
        do
        {
            outputs.Add(WalkOnce(command, scope, input, choices));
        }
        while (choices.Next() && (choices.Round < Choices.Most || GiveUp("there are too many possible values to follow", command.Source)));
        return Join(outputs.Distinct(StringComparer.Ordinal));
    }

    private string WalkOnce(SimpleCommand command, Scope scope, string? input, Choices choices)
    {
        var isDeclaration = command.Words is [] || command.Words[0].Plain is "export" or "declare" or "local" or "readonly" or "typeset";
        foreach (var assignment in command.Assignments)
        {
            Assign(assignment, scope, choices, keepsOthers: !isDeclaration || choices.Round > 0, command.Source);
        }

        var fields = Expander.Fields(command.Words, this, scope, choices);
        var streams = new Streams(this, scope, choices);
        streams.Read(command.Redirections, input);
        if (fields.Count == 0)
        {
            return streams.Finish(streams.InputPath is null ? "" : Unknown.Text, command.Source);
        }

        if (SecretVariables.Printed(fields[0], command) is { } name)
        {
            findings.Add(CommandEffect.Change, fields[0], command.Source, $"prints `{name}`, which by its name is a secret");
        }

        var output = isDeclaration && command.Assignments.Length > 0 && fields.Count == 1 ? "" : Run(fields, scope, streams.Input, command.Source, streams.InputPath);
        return streams.Finish(output, command.Source);
    }

    private void Assign(Assignment assignment, Scope scope, Choices choices, bool keepsOthers, string source)
    {
        if (assignment.Items is { } items)
        {
            ImmutableArray<string> values = [.. Expander.Fields(items, this, scope, choices)];
            scope.Arrays[assignment.Name] = assignment.Appends && scope.Arrays.TryGetValue(assignment.Name, out var before) ? before.AddRange(values) : values;
            return;
        }

        var value = Expander.Text(assignment.Value, this, scope, choices);
        if (assignment.Appends)
        {
            value = (scope.Values(assignment.Name) is { IsEmpty: false } set ? choices.Choose(assignment.Name, set) : Unknown.Text) + value;
        }

        value = value.Length > 1 << 16 ? Unknown.Text : value;
        scope.Arrays.Remove(assignment.Name);
        scope.Set(assignment.Name, value, keepsOthers);
        EnvironmentVariables.Judge(assignment.Name, value, source, this, scope);
    }

    /// <summary>Runs a command whose words are expanded; what it prints comes back.</summary>
    public string Run(IReadOnlyList<string> words, Scope scope, string? input, string source, string? inputPath = null)
    {
        if (words.Count == 0)
        {
            return "";
        }

        if (++steps > MaxSteps)
        {
            GiveUp("it does more than can be followed", source);
            return Unknown.Text;
        }

        return Deeper(source, () => Start(words, scope, input, source, inputPath));
    }

    private string Start(IReadOnlyList<string> words, Scope scope, string? input, string source, string? inputPath)
    {
        var name = words[0];
        if (Unknown.IsIn(name))
        {
            findings.Add(CommandEffect.Change, "sh", source, "the command itself is not written out, so nobody can tell what runs");
            return words.Count > 1 && name == Unknown.Text && (catalog.Knows(words[1]) || scope.Functions.ContainsKey(words[1])) ? Run([.. words.Skip(1)], scope, input, source, inputPath) : Unknown.Text;
        }

        if (scope.Aliases.Remove(name, out var alias))
        {
            var output = Follow($"{alias} {string.Join(' ', words.Skip(1).Select(Quoting.Quote))}", scope, input);
            scope.Aliases[name] = alias;
            return output;
        }

        if (scope.Functions.TryGetValue(name, out var body))
        {
            var before = scope.Positional;
            scope.Positional = [.. words.Skip(1)];
            var output = Walk(body, scope, input);
            scope.Positional = before;
            return output;
        }

        return catalog.Judge(new Invocation(name, [.. words.Skip(1)], input, inputPath, source, scope, this));
    }

    private string Deeper(string part, Func<string> follow)
    {
        if (depth >= MaxDepth)
        {
            GiveUp("it is nested too deeply, or calls itself", part);
            return Unknown.Text;
        }

        depth++;
        try
        {
            return follow();
        }
        finally
        {
            depth--;
        }
    }

    private static string Join(IEnumerable<string> outputs)
    {
        var joined = string.Concat(outputs.Select(output => output.Length == 0 || output[^1] == '\n' ? output : output + "\n"));
        return joined.Length > 1 << 17 ? Unknown.Text : joined;
    }
}
