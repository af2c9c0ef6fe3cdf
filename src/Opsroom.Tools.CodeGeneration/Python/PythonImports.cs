using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.Clients;

namespace Opsroom.Tools.CodeGeneration.Python;

/// <summary>The imports that a body of code needs, sorted as formatters sort them.</summary>
internal static class PythonImports
{
    private static readonly string[] Modules = ["base64", "datetime", "decimal", "uuid"];

    private static readonly (string Module, string[] Names)[] Library =
    [
        ("collections.abc", ["Iterator", "Mapping"]),
        ("dataclasses", ["dataclass", "field"]),
        ("typing", ["Any", "Union"]),
    ];

    private static readonly string[] Json =
    [
        "OpenFloatEnum", "OpenIntEnum", "OpenStrEnum", "Variant", "as_is", "dict_of", "list_of", "load", "to_datetime", "to_decimal", "to_json", "union_of",
    ];

    private static readonly string[] Runtime = ["BasicCredentials", "Body", "ClientCredentials", "Format", "HttpClient", "Provided", "SecurityScheme", "path_value"];

    /// <param name="body">The code.</param>
    /// <param name="package">Where the package is, from the module: a dot for each step.</param>
    /// <param name="own">Further lines of imports from the package.</param>
    public static string For(string body, string package, params IEnumerable<string> own)
    {
        var head = new CodeWriter(4);
        head.Line("from __future__ import annotations").Line();
        var modules = Modules.Where(module => body.Contains(module + ".", StringComparison.Ordinal)).Select(module => "import " + module);
        var library = Library.Select(each => (each.Module, Names: each.Names.Where(name => Uses(body, name)).ToList())).Where(each => each.Names.Count > 0)
            .Select(each => $"from {each.Module} import {string.Join(", ", each.Names)}");
        string[] standard = [.. modules, .. library];
        if (standard.Length > 0)
        {
            head.Lines(standard).Line();
        }

        List<string> local = [];
        if (Uses(body, "models"))
        {
            local.Add($"from {package} import models");
        }

        if (Json.Where(name => Uses(body, name)).ToList() is { Count: > 0 } json)
        {
            local.Add($"from {package}_json import {string.Join(", ", json)}");
        }

        if (Runtime.Where(name => Uses(body, name)).ToList() is { Count: > 0 } runtime)
        {
            local.Add($"from {package}_runtime import {string.Join(", ", runtime)}");
        }

        local.AddRange(own);
        if (local.Count > 0)
        {
            head.Lines(local).Line();
        }

        return head.ToString();
    }

    private static bool Uses(string body, string name) => Regex.IsMatch(body, $@"(?<![\w.""]){name}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
}
