namespace Opsroom.Tools.Templates.Velocity;

/// <summary>A part of a parsed Velocity template with its place, from 1.</summary>
internal abstract record VelocityNode(int Line, int Column);

internal sealed record VelocityText(string Text, int Line, int Column) : VelocityNode(Line, Column);

/// <param name="Source">As it stands in the text: what is written where there is no value.</param>
/// <param name="IsQuiet"><c>$!x</c>: nothing is written where there is no value.</param>
internal sealed record VelocityOutput(VelocityReference Reference, string Source, bool IsQuiet, int Line, int Column) : VelocityNode(Line, Column);

internal sealed record VelocitySet(string Name, VelocityExpression Value, int Line, int Column) : VelocityNode(Line, Column);

/// <param name="Test">Null for <c>#else</c>.</param>
internal sealed record VelocityCase(VelocityExpression? Test, IReadOnlyList<VelocityNode> Body);

internal sealed record VelocityIf(IReadOnlyList<VelocityCase> Cases, int Line, int Column) : VelocityNode(Line, Column);

internal sealed record VelocityForEach(string Name, VelocityExpression Items, IReadOnlyList<VelocityNode> Body, int Line, int Column) : VelocityNode(Line, Column);

/// <param name="IsBreak"><c>#break</c>, which leaves a loop; else <c>#stop</c>, which ends the template.</param>
internal sealed record VelocityStop(bool IsBreak, int Line, int Column) : VelocityNode(Line, Column);

internal abstract record VelocityExpression;

internal sealed record VelocityValue(object? Value) : VelocityExpression;

/// <summary>A text in double quotes with references in it.</summary>
internal sealed record VelocityInterpolation(IReadOnlyList<VelocityNode> Parts) : VelocityExpression;

internal sealed record VelocityList(IReadOnlyList<VelocityExpression> Items) : VelocityExpression;

internal sealed record VelocityRange(VelocityExpression From, VelocityExpression To) : VelocityExpression;

internal sealed record VelocityMap(IReadOnlyList<(VelocityExpression Key, VelocityExpression Value)> Entries) : VelocityExpression;

internal sealed record VelocityReference(string Name, IReadOnlyList<VelocityStep> Steps) : VelocityExpression;

/// <param name="Name">Of a property or a method; null for an index.</param>
/// <param name="Arguments">Of a method, or the one index; null for a property.</param>
internal sealed record VelocityStep(string? Name, IReadOnlyList<VelocityExpression>? Arguments);

internal sealed record VelocityNot(VelocityExpression Operand) : VelocityExpression;

internal sealed record VelocityBinary(string Operator, VelocityExpression Left, VelocityExpression Right) : VelocityExpression;
