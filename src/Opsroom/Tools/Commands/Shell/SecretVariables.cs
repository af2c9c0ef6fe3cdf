using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>Variables that hold a secret, as far as their names say so.</summary>
internal static class SecretVariables
{
    private static readonly ImmutableArray<string> Parts =
        ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "API_KEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIAL", "SIGNING_KEY", "ENCRYPTION_KEY", "KUBECONFIG_DATA"];

    private static readonly ImmutableArray<string> Ends = ["_PASS", "_PW", "_PWD", "_KEY", "_PSW", "_AUTH", "_DSN"];

    public static bool IsSecret(string name)
    {
        var upper = name.ToUpperInvariant();
        return Parts.Any(part => upper.Contains(part, StringComparison.Ordinal)) || Ends.Any(end => upper.EndsWith(end, StringComparison.Ordinal)) || upper is "PASS" or "PW" or "KEY";
    }

    /// <summary>The first secret variable whose value a printing command would show, or null.</summary>
    public static string? Printed(string program, SimpleCommand command) =>
        program is "echo" or "printf" or "print" or "cat" or "tee" or "base64" or "logger" or "grep" or "cut" or "rev" or "jq" or "sed" or "awk" or "wall" or "less" or "xxd" or "od"
            ? command.Words.Concat(command.Redirections.Select(each => each.Document).OfType<Word>()).SelectMany(Names).FirstOrDefault(IsSecret)
            : null;

    private static IEnumerable<string> Names(Word word) => word.Parts.SelectMany(part => part switch
    {
        ParameterPart { Operator: "#" } sized when sized.Argument.Parts.IsEmpty => [],
        ParameterPart { Operator: ":+" or "+" } set => Names(set.Argument),
        ParameterPart parameter => Names(parameter.Argument).Prepend(parameter.Name),
        HereDocument document => Names(document.Body),
        _ => [],
    });
}
