using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>Reads lists out of manifests.</summary>
internal static class Lists
{
    /// <summary>The texts of a list, or of one text; none where there is neither.</summary>
    public static IEnumerable<string> Texts(JinjaDict of, string name) => of.TryGet(name, out var value)
        ? value switch
        {
            JinjaList list => list.Items.Select(PythonText.Str),
            string text => [text],
            _ => [],
        }
        : [];

    public static IEnumerable<string> FoldersOf(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0; end = path.IndexOf('/', end + 1))
        {
            yield return path[..end];
        }
    }

    public static TemplateFault NoChoice(string variable, object? given, IEnumerable<object?> choices) =>
        new(TemplateFault.Value, $"'{PythonText.Str(given)}' is no choice of '{variable}'; take one of {string.Join(", ", choices.Select(PythonText.Str))}.");
}
