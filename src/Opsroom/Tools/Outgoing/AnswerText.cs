namespace Opsroom.Tools.Outgoing;

/// <summary>An answer as it was sent, for evidence that is quoted letter by letter.</summary>
/// <param name="Json">One JSON value.</param>
internal sealed record AnswerText(string Json);
