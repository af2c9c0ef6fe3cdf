namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <param name="Id">Stable; findings carry it.</param>
/// <param name="Summary">What holds where the rule says nothing.</param>
internal sealed record SpecRule(string Id, Severity Severity, string Summary);
