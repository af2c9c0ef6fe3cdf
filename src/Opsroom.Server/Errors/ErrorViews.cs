using System.Text.Json;

namespace Opsroom.Server.Errors;

/// <summary>Why a request was refused.</summary>
/// <param name="Detail">A sentence.</param>
public sealed record ErrorDetail(string Detail);

/// <summary>Everything that is wrong with a request.</summary>
public sealed record ValidationErrors(IReadOnlyList<ValidationError> Detail);

/// <summary>One thing that is wrong with a request, as Pydantic v2 words it.</summary>
/// <param name="Type">Its name: <c>missing</c>, <c>string_type</c>, …</param>
/// <param name="Loc">Where: <c>body</c>, <c>query</c>, <c>path</c> or <c>header</c>, then names and positions.</param>
/// <param name="Msg">A sentence.</param>
/// <param name="Input">What was given.</param>
public sealed record ValidationError(string Type, IReadOnlyList<JsonElement> Loc, string Msg, JsonElement? Input);
