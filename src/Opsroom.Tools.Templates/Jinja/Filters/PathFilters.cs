using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Filters of paths as texts; no file is looked at.</summary>
internal static class PathFilters
{
    public static IEnumerable<JinjaFilter> All =>
    [
        new("basename", "", (_, value, _) => PythonText.Str(value) is var path ? path[(path.LastIndexOf('/') + 1)..] : ""),
        new("dirname", "", (_, value, _) => Folder(PythonText.Str(value))),
        new("splitext", "", (_, value, _) => Parts(PythonText.Str(value))),
        new("win_basename", "", (_, value, _) => PythonText.Str(value) is var path ? path[(path.LastIndexOfAny(['/', '\\']) + 1)..] : ""),
        new("win_dirname", "", (_, value, _) => PythonText.Str(value) is var path && path.LastIndexOfAny(['/', '\\']) is > 0 and var at ? path[..at] : ""),
    ];

    private static string Folder(string path)
    {
        var at = path.LastIndexOf('/') + 1;
        var folder = path[..at];
        return folder.Trim('/').Length == 0 ? folder : folder.TrimEnd('/');
    }

    private static JinjaTuple Parts(string path)
    {
        var name = path.LastIndexOf('/') + 1;
        var dot = path.LastIndexOf('.');
        // dots in front of a name do not begin an extension
        var isExtension = dot > name && path[name..dot].Trim('.').Length > 0;
        return new(isExtension ? [path[..dot], path[dot..]] : [path, ""]);
    }
}
