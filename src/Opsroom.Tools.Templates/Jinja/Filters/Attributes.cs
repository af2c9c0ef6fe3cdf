using System.Globalization;
using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>The <c>attribute</c> of filters: a name, a place, or a path of both with dots between.</summary>
internal static class Attributes
{
    public static object? Of(JinjaRun run, object? item, object? attribute)
    {
        run.Budget.Step();
        if (attribute is not string path)
        {
            return Members.Item(run, item, attribute);
        }

        foreach (var part in path.Split('.'))
        {
            item = long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? Members.Item(run, item, place) : Members.Item(run, item, part);
        }

        return item;
    }

    /// <summary>What items are compared by.</summary>
    /// <param name="several">Whether commas part several attributes.</param>
    public static Func<object?, object?> Key(JinjaRun run, object? attribute, bool isCaseSensitive, bool several)
    {
        object? Fold(object? value) => value is string text && !isCaseSensitive ? text.ToLowerInvariant() : value;
        return attribute switch
        {
            null => Fold,
            string paths when several && paths.Contains(',', StringComparison.Ordinal) => item => new JinjaTuple([.. paths.Split(',').Select(path => Fold(Of(run, item, path)))]),
            _ => item => Fold(Of(run, item, attribute)),
        };
    }
}
