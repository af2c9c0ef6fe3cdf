namespace Opsroom.Tools.Templates.Formats;

/// <summary>The formats, in the order in which a folder is asked for them.</summary>
internal static class TemplateFormats
{
    public static IReadOnlyList<ITemplateFormat> All { get; } = [new CookiecutterFormat(), new CopierFormat(), new ArchetypeFormat(), new HarnessFormat(), new HandlebarsFormat()];

    public static ITemplateFormat? Of(TemplateFolder folder) => All.FirstOrDefault(format => format.Matches(folder));
}
