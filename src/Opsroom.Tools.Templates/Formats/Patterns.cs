using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>Holds values against the patterns of their variables.</summary>
internal static class Patterns
{
    /// <exception cref="TemplateFault">The value does not fit.</exception>
    public static void Check(TemplateVariable variable, object? value, RenderBudget budget)
    {
        if (variable.Pattern is not { } pattern)
        {
            return;
        }

        try
        {
            if (!Regex.IsMatch(PythonText.Str(value), $"^(?:{pattern})$", RegexOptions.CultureInvariant, budget.Limits.RegexTime))
            {
                throw new TemplateFault(TemplateFault.Value, $"'{PythonText.Str(value)}' is no value of '{variable.Name}', which has to fit {pattern}.");
            }
        }
        catch (RegexMatchTimeoutException)
        {
            throw new TemplateFault(TemplateFault.Limit, $"The pattern of '{variable.Name}' was stopped: it takes too long.");
        }
        catch (ArgumentException wrong)
        {
            throw new TemplateFault(TemplateFault.Value, $"The pattern of '{variable.Name}' is wrong: {wrong.Message}");
        }
    }

    /// <summary>Whether an example fits a pattern; false as well where the pattern is wrong or takes too long.</summary>
    public static bool Fits(string pattern, string example)
    {
        try
        {
            return Regex.IsMatch(example, $"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(50));
        }
        catch (Exception wrong) when (wrong is RegexMatchTimeoutException or ArgumentException)
        {
            return false;
        }
    }
}
