using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Values;

/// <summary>The values that a call, a filter or a test was given.</summary>
internal sealed record GivenArguments(IReadOnlyList<object?> Positional, IReadOnlyList<(string Name, object? Value)> Named)
{
    public static GivenArguments None { get; } = new([], []);

    public static GivenArguments Of(params object?[] values) => new(values, []);
}

/// <summary>Arguments by the places of the parameters of what is called.</summary>
internal sealed class BoundArguments
{
    private static readonly object Missing = new();

    private readonly string function;
    private readonly string[] names;
    private readonly object?[] values;

    private BoundArguments(string function, string[] names)
    {
        this.function = function;
        this.names = names;
        values = new object?[names.Length];
        Array.Fill(values, Missing);
    }

    /// <summary>Positional arguments beyond the parameters, where these end with <c>*</c>.</summary>
    public List<object?> Rest { get; } = [];

    /// <summary>Named arguments that no parameter has, where the parameters end with <c>*</c>.</summary>
    public List<(string Name, object? Value)> Others { get; } = [];

    /// <param name="parameters">Names with spaces between; a last <c>*</c> takes whatever else is given.</param>
    public static BoundArguments Bind(string function, string parameters, GivenArguments given)
    {
        var expected = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isOpen = expected is [.., "*"];
        var bound = new BoundArguments(function, isOpen ? expected[..^1] : expected);
        for (var index = 0; index < given.Positional.Count; index++)
        {
            if (index < bound.names.Length)
            {
                bound.values[index] = given.Positional[index];
            }
            else if (isOpen)
            {
                bound.Rest.Add(given.Positional[index]);
            }
            else
            {
                throw Fault($"'{function}' takes at most {bound.names.Length} arguments, {given.Positional.Count} were given.");
            }
        }

        foreach (var (name, value) in given.Named)
        {
            var at = Array.IndexOf(bound.names, name);
            if (at >= 0 && ReferenceEquals(bound.values[at], Missing))
            {
                bound.values[at] = value;
            }
            else if (at < 0 && isOpen)
            {
                bound.Others.Add((name, value));
            }
            else
            {
                throw Fault(at < 0 ? $"'{function}' has no argument '{name}'." : $"'{function}' was given '{name}' twice.");
            }
        }

        return bound;
    }

    public bool Has(int index) => !ReferenceEquals(values[index], Missing);

    public object? Get(int index, object? otherwise) => Has(index) ? values[index] : otherwise;

    /// <summary>An argument that has to be there.</summary>
    public object? Need(int index) => Has(index) ? values[index] : throw Fault($"'{function}' needs the argument '{names[index]}'.");

    public string Text(int index) => PythonText.Str(Need(index));

    public string Text(int index, string otherwise) => Has(index) && values[index] is not null ? PythonText.Str(values[index]) : otherwise;

    public bool Truth(int index, bool otherwise) => Has(index) ? PythonText.Truth(values[index]) : otherwise;

    public long Integer(int index) => Integer(index, Need(index));

    public long Integer(int index, long otherwise) => Has(index) && values[index] is not null ? Integer(index, values[index]) : otherwise;

    private long Integer(int index, object? value) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        Undefined undefined => throw undefined.Fault(),
        _ => throw Fault($"'{function}' needs an integer as '{names[index]}', not a {PythonText.TypeOf(value)}."),
    };

    private static TemplateFault Fault(string message) => new(TemplateFault.Value, message);
}
