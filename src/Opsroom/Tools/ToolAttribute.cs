namespace Opsroom.Tools;

/// <summary>What a call does to the world.</summary>
public enum Effect
{
    /// <summary>Nothing.</summary>
    Read,

    /// <summary>Only the thread's own workspace.</summary>
    Write,

    /// <summary>Something outside, reversibly.</summary>
    Change,

    /// <summary>Something outside, not reversibly.</summary>
    Destroy,
}

/// <summary>
/// Publishes a method as a tool. The JSON Schema of its arguments follows from the signature and the <c>[Description]</c>s; names on the wire are snake_case.
/// A parameter of type <see cref="ToolContext"/> or <see cref="CancellationToken"/> is given by the runner; a parameter <c>x</c> of type <see cref="TextInput"/>
/// becomes the twins <c>x_content</c> and <c>x_path</c>.
/// </summary>
/// <param name="name">The fixed name, snake_case.</param>
/// <param name="effect">The least effect of a call.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolAttribute(string name, Effect effect) : Attribute
{
    public string Name { get; } = name;

    public Effect Effect { get; } = effect;

    /// <summary>Whether results carry text from outside that nobody has vouched for.</summary>
    public bool Tainted { get; init; }

    /// <summary>Whether calls send text outside the operator's systems.</summary>
    public bool Egress { get; init; }

    /// <summary>
    /// The method that looks at what a call would do: required for <see cref="Effect.Change"/> and <see cref="Effect.Destroy"/>, optional for tools whose plan may raise
    /// their effect. It takes any of the tool's own parameters and returns a <c>ToolResult</c> of a <see cref="Changes.ChangePlan"/>, or a task of one.
    /// </summary>
    public string? Plan { get; init; }

    /// <summary>The method that tells what became of a call nobody saw the end of. It returns a task of a <see cref="Changes.Verification"/>. Without it nobody can tell.</summary>
    public string? Verify { get; init; }

    /// <summary>Of a procedure (a method from a <see cref="Changes.ProcedureState"/> to a <see cref="Changes.ProcedureMove"/>): the type of its result.</summary>
    public Type? Result { get; init; }

    /// <summary>Whether results only help the agent on its way and are not part of a run's structured output.</summary>
    public bool Supporting { get; init; }
}

/// <summary>Example arguments of a tool, as JSON. The tests call every tool with them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolExampleAttribute(string arguments) : Attribute
{
    public string Arguments { get; } = arguments;
}

/// <summary>Text given as it is or as a file in the workspace: a parameter <c>yaml</c> is <c>yaml_content</c> or <c>yaml_path</c> on the wire.</summary>
/// <param name="Text">The content, already read.</param>
/// <param name="Path">The file it came from, if it did.</param>
public sealed record TextInput(string Text, string? Path);
