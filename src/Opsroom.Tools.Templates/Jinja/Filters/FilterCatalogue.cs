using System.Collections.Frozen;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Every filter: Jinja2's, cookiecutter's, and those of Ansible that copier brings.</summary>
internal static class FilterCatalogue
{
    private static readonly FrozenDictionary<string, JinjaFilter> ByName =
        ((IEnumerable<JinjaFilter>)[.. TextFilters.All, .. ListFilters.All, .. ItemFilters.All, .. NumberFilters.All, .. DataFilters.All, .. PathFilters.All])
        .ToFrozenDictionary(filter => filter.Name, StringComparer.Ordinal);

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    public static JinjaFilter? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Why a filter that other programs have is not here; null for one that nobody knows.</summary>
    public static string? Refusal(string name) => name switch
    {
        "random" or "shuffle" or "to_uuid" or "random_mac" => $"The filter '{name}' is not supported: what is generated must be the same each time. Take a variable instead.",
        "expanduser" or "realpath" or "fileglob" or "expandvars" or "file_exists" => $"The filter '{name}' is not supported: templates do not see the server's files.",
        "urlize" or "xmlattr" or "vault" or "unvault" or "password_hash" => $"The filter '{name}' is not supported.",
        _ => null,
    };
}
