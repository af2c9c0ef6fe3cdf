using System.Diagnostics.CodeAnalysis;

namespace Opsroom.Tools.Templates.Scaffolding.Names;

/// <summary>A project's name in the spellings that languages and tools want.</summary>
internal sealed record ProjectName
{
    /// <summary>What labels, images, services and files of every target take, with room for suffixes.</summary>
    public const int MaxLength = 40;

    private const int MinLength = 2;

    // names that Windows keeps for devices, in any folder and with any extension
    private static readonly string[] Devices = ["con", "prn", "aux", "nul", .. Enumerable.Range(1, 9).SelectMany(number => (string[])[$"com{number}", $"lpt{number}"])];

    private ProjectName(string[] words) => Words = words;

    private string[] Words { get; }

    /// <summary><c>billing-api</c>: images, charts, modules, packages of npm and folders.</summary>
    public string Kebab => string.Join('-', Words);

    /// <summary><c>billing_api</c>: Python and Terraform.</summary>
    public string Snake => string.Join('_', Words);

    /// <summary><c>BillingApi</c>: C# and Java.</summary>
    public string Pascal => string.Concat(Words.Select(Capitalised));

    /// <summary><c>billingapi</c>: packages of Java.</summary>
    public string Flat => string.Concat(Words);

    /// <summary><c>Billing Api</c>: for people.</summary>
    public string Title => string.Join(' ', Words.Select(Capitalised));

    /// <summary>The name, or a sentence on what to call the project instead.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out ProjectName? name, [NotNullWhen(false)] out string? problem)
    {
        name = null;
        var trimmed = text.Trim();
        if (trimmed.AsSpan().ContainsAny('/', '\\') || trimmed.Contains("..", StringComparison.Ordinal))
        {
            problem = "project_name is a name and not a path; say with output_dir where the project shall stand.";
            return false;
        }

        var words = WordsOf(trimmed);
        var kebab = string.Join('-', words);
        problem = trimmed.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ' ')) ? $"project_name may have letters a to z, digits and dashes{Instead(kebab)}."
            : words.Length == 0 || !char.IsAsciiLetterLower(kebab[0]) ? $"project_name has to start with a letter{Instead(kebab)}."
            : kebab.Length is < MinLength or > MaxLength ? $"project_name has to have {MinLength} to {MaxLength} letters, digits and dashes; '{kebab}' has {kebab.Length}."
            : Devices.Contains(kebab, StringComparer.Ordinal) ? $"'{kebab}' is a device's name on Windows, where no such file can be made; call the project {kebab}-service."
            : null;
        if (problem is not null)
        {
            return false;
        }

        name = new(words);
        return true;
    }

    private static string Instead(string kebab)
    {
        var spelt = kebab.TrimStart('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return spelt.Length is >= MinLength and <= MaxLength ? $", such as {spelt}" : ", such as billing-api";
    }

    /// <summary>At separators; where there are none, at the humps of <c>BillingApi</c>.</summary>
    private static string[] WordsOf(string text)
    {
        var parts = text.Split(['-', '_', '.', ' '], StringSplitOptions.RemoveEmptyEntries);
        return [.. (parts.Length == 1 ? Humps(parts[0]) : parts).Select(part => string.Concat(part.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant()).Where(part => part.Length > 0)];
    }

    private static IEnumerable<string> Humps(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var isHump = char.IsAsciiLetterUpper(text[i]) && (!char.IsAsciiLetterUpper(text[i - 1]) || i + 1 < text.Length && char.IsAsciiLetterLower(text[i + 1]));
            if (isHump)
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
