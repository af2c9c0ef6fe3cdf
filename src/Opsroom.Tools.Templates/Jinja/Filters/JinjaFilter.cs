using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <param name="Parameters">Names with spaces between; a last <c>*</c> takes whatever else is given.</param>
internal sealed record JinjaFilter(string Name, string Parameters, Func<JinjaRun, object?, BoundArguments, object?> Body)
{
    public object? Apply(JinjaRun run, object? value, GivenArguments arguments) => Body(run, value, BoundArguments.Bind(Name, Parameters, arguments));
}
