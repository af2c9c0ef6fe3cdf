using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Names for addresses, as cookiecutter's <c>slugify</c> makes them. Letters beyond Latin ones are dropped, not transcribed.</summary>
internal static partial class Slugs
{
    private const string Accented = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïðñòóôõöøùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž";
    private const string Bare = "AAAAAACEEEEIIIIDNOOOOOOUUUUYaaaaaaceeeeiiiidnoooooouuuuyyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhIiIiIiIiIiJjKkLlLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsSsTtTtUuUuUuUuUuUuWwYyYZzZzZz";

    public static object? Apply(JinjaRun run, object? value, BoundArguments given)
    {
        if (given.Has(7) || given.Has(8) || given.Has(10))
        {
            throw new TemplateFault(TemplateFault.Value, "'slugify' supports max_length, separator, word_boundary and lowercase.");
        }

        var text = Ascii(PythonText.Str(value));
        text = given.Truth(9, true) ? text.ToLowerInvariant() : text;
        text = Others().Replace(text, "-").Trim('-');
        var longest = (int)Math.Clamp(given.Integer(3, 0), 0, int.MaxValue);
        if (longest > 0 && text.Length > longest)
        {
            text = given.Truth(4, false) ? Words(text, longest) : text[..longest].Trim('-');
        }

        return TextEdits.Replace(run, text, "-", given.Text(5, "-"), -1);
    }

    private static string Words(string text, int longest)
    {
        var kept = "";
        foreach (var word in text.Split('-'))
        {
            if (kept.Length + word.Length + (kept.Length > 0 ? 1 : 0) <= longest)
            {
                kept += (kept.Length > 0 ? "-" : "") + word;
            }
        }

        return kept.Length > 0 ? kept : text[..longest];
    }

    private static string Ascii(string text)
    {
        var plain = new StringBuilder();
        foreach (var letter in text)
        {
            var at = letter < 128 ? -1 : Accented.IndexOf(letter, StringComparison.Ordinal);
            _ = letter < 128 ? plain.Append(letter)
                : at >= 0 ? plain.Append(Bare[at])
                : char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark ? plain
                : plain.Append(letter switch { 'ß' => "ss", 'æ' => "ae", 'Æ' => "AE", 'œ' => "oe", 'Œ' => "OE", 'þ' => "th", 'Þ' => "Th", _ => "-" });
        }

        return plain.ToString();
    }

    [GeneratedRegex("[^-a-zA-Z0-9]+|-{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Others();
}
