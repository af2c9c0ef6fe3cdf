using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>kubectl</c>: the table, and what gives out the values of secrets.</summary>
internal sealed class Kubectl(EffectTable table) : IProgram
{
    private static readonly ImmutableArray<string> NamesOnly = [".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.creationTimestamp", ".metadata.uid", ".items[*]", ".items[]", ".items", "@.type", ".type", ".kind", ".metadata.resourceVersion"];

    public IEnumerable<string> Names => table.Names;

    public Outcome Judge(Invocation call)
    {
        var outcome = table.Judge(call);
        if (outcome.Effect > CommandEffect.Read)
        {
            return outcome;
        }

        var arguments = ParsedArguments.Read(table, call.Arguments, unknownTakesValue: false, out _);
        if (arguments.AsksForHelp || arguments.Positionals is not [var verb, ..])
        {
            return outcome;
        }

        if (verb is "get" && Option(arguments, "--raw") is { } path)
        {
            var lower = path.ToLowerInvariant();
            return lower.Contains("/secrets", StringComparison.Ordinal) || lower.Contains("/proxy", StringComparison.Ordinal) || lower.Contains("/exec", StringComparison.Ordinal) || lower.Contains("/attach", StringComparison.Ordinal) || lower.Contains("/portforward", StringComparison.Ordinal) || Unknown.IsIn(path)
                ? Outcome.Change("the raw path leads to secrets, through a proxy, or cannot be seen")
                : outcome;
        }

        var isShowing = verb is "get" || arguments.Positionals is ["apply", "view-last-applied", ..];
        return isShowing && NamesSecret(arguments) && ShowsValues(arguments, verb)
            ? Outcome.Change("gives out the values of secrets")
            : outcome;
    }

    private static bool NamesSecret(ParsedArguments arguments) => arguments.Positionals.Skip(1).Concat(arguments.Options.Where(option => option.Name is "-f" or "--filename" or "-k").Select(option => option.Value ?? "")).Any(word => Unknown.IsIn(word)
        ? arguments.Positionals.Length < 2 || arguments.Positionals[1] == word || word.StartsWith(Unknown.Char)
        : word.ToLowerInvariant().Split(',', '/').Any(kind => kind.Split('.')[0] is "secret" or "secrets" || kind.StartsWith("secret", StringComparison.Ordinal)));

    private static bool ShowsValues(ParsedArguments arguments, string verb)
    {
        if (verb == "apply")
        {
            return true;
        }

        var template = Option(arguments, "--template");
        var output = Option(arguments, "-o") ?? Option(arguments, "--output");
        if (template is null && output is null)
        {
            return false;
        }

        if (template is null && output is "name" or "wide" or "")
        {
            return false;
        }

        var equals = output?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        var expression = template ?? (equals < 0 ? null : output![(equals + 1)..]);
        if (expression is null || (output?.Contains("file", StringComparison.Ordinal) ?? false))
        {
            return true;
        }

        foreach (var harmless in NamesOnly)
        {
            expression = expression.Replace(harmless, "", StringComparison.Ordinal);
        }

        return expression.Contains('.', StringComparison.Ordinal) || expression.Contains("index", StringComparison.Ordinal) || expression.Contains("[\"", StringComparison.Ordinal) || expression.Contains("['", StringComparison.Ordinal) || expression.Contains('$', StringComparison.Ordinal) || Unknown.IsIn(expression) || expression.Contains('@', StringComparison.Ordinal);
    }

    private static string? Option(ParsedArguments arguments, string name) => arguments.Options.LastOrDefault(option => option.Name == name) is { } option ? option.Value ?? "" : null;
}
