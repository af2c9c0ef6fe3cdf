using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>Extensions of Jinja2 are code of the template's author: none is loaded. What the usual ones add is always there.</summary>
internal static class JinjaExtensions
{
    private static readonly string[] Known =
    [
        "jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2_time.TimeExtension", "cookiecutter.extensions.JsonifyExtension", "cookiecutter.extensions.SlugifyExtension",
        "cookiecutter.extensions.TimeExtension", "cookiecutter.extensions.RandomStringExtension", "jinja2_ansible_filters.AnsibleCoreFiltersExtension",
    ];

    /// <exception cref="TemplateFault">One is not among those whose work the interpreter does itself.</exception>
    public static void Refuse(IEnumerable<string> names, string file)
    {
        if (names.FirstOrDefault(name => !Known.Contains(name, StringComparer.Ordinal)) is { } other)
        {
            throw new TemplateFault("extension-refused", $"The template asks for the extension '{other}', which is code of its own; extensions are not loaded. Remove it from the template.").At(file);
        }
    }
}
