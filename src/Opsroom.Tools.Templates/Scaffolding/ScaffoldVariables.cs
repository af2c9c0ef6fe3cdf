using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Scaffolding.Catalogue;

namespace Opsroom.Tools.Templates.Scaffolding;

/// <summary>The <c>variables</c> of <c>scaffold_project</c>, read and judged: they become part of code, so each may hold only what is harmless there.</summary>
internal sealed partial record ScaffoldVariables(string Description, int Port, string Registry, string Module, string Group, string? Namespace, string? IngressHost, string IngressClass)
{
    public const string Help =
        "All optional: description (one sentence), port, registry (where images are pushed, such as registry.example.com/team), module (Go, such as github.com/acme/billing), group (Java, such as com.acme), "
        + "namespace, ingress_host and ingress_class (of the Kubernetes manifests; nginx if not given).";

    private static readonly ImmutableArray<string> Known = ["description", "port", "registry", "module", "group", "namespace", "ingress_host", "ingress_class"];

    /// <summary>The variables with what is usual for those not given, or one sentence on what cannot be used.</summary>
    public static (ScaffoldVariables? Variables, string? Problem) Read(JsonElement? given, Scaffold scaffold, Names.ProjectName name)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in given is { ValueKind: JsonValueKind.Object } element ? element.EnumerateObject() : [])
        {
            if (!Known.Contains(property.Name, StringComparer.Ordinal))
            {
                var near = Spelling.Nearest(property.Name, Known);
                var shown = property.Name.Length > 40 ? property.Name[..40] + "…" : property.Name;
                return (null, $"variables has '{shown}', which no scaffold uses{(near is null ? "" : $"; did you mean {near}")}. There are {string.Join(", ", Known)}.");
            }

            if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                return (null, $"variables.{property.Name} has to be a text.");
            }

            values[property.Name] = property.Value.ToString().Trim();
        }

        var read = new ScaffoldVariables(
            values.GetValueOrDefault("description", $"{name.Title} - {scaffold.Title}."), scaffold.Port, values.GetValueOrDefault("registry", "registry.example.com"),
            values.GetValueOrDefault("module", $"example.com/{name.Kebab}"), values.GetValueOrDefault("group", "com.example"), values.GetValueOrDefault("namespace"), values.GetValueOrDefault("ingress_host"),
            values.GetValueOrDefault("ingress_class", "nginx"));
        if (values.TryGetValue("port", out var port))
        {
            if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1024 or > 65535)
            {
                return (null, "variables.port has to be a number from 1024 to 65535: below that a program needs rights that it should not have.");
            }

            read = read with { Port = number };
        }

        return read.Problem() is { } problem ? (null, problem) : (read, null);
    }

    private string? Problem() =>
        !Sentence().IsMatch(Description) ? "variables.description has to be one line of at most 160 letters, digits, blanks and . , ; ( ) + - /."
        : !Repository().IsMatch(Registry) ? "variables.registry has to be a host with an optional path in lower case, such as registry.example.com/team."
        : !GoModule().IsMatch(Module) ? "variables.module has to be the path of a Go module, such as github.com/acme/billing."
        : !JavaGroup().IsMatch(Group) || Group.Split('.').Any(Names.ReservedNames.JavaKeywords.Contains) ? "variables.group has to be the beginning of a Java package in lower case, such as com.acme."
        : null;

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N} .,;()+/-]{0,159}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,100}(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]{0,60}){0,5}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Repository();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,40}(\.[a-z0-9][a-z0-9-]{0,40}){1,4}(/[A-Za-z0-9][A-Za-z0-9_-]{0,60}){1,6}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex GoModule();

    [GeneratedRegex(@"^[a-z][a-z0-9]{0,30}(\.[a-z][a-z0-9]{0,30}){0,5}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex JavaGroup();
}
