using System.Text.Json.Serialization;

namespace Opsroom.Tools;

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>The target would refuse it, or it would fail or lose data.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>It works and should not ship.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Taste.</summary>
    [JsonStringEnumMemberName("info")]
    Info,
}

/// <summary>One thing that a tool saw in what it judged. The same shape everywhere.</summary>
/// <param name="Rule">Stable kebab-case id.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Path">Where in the document, in the document's own terms.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Object"><c>Kind/namespace/name</c>.</param>
/// <param name="Fix">A replacement, where one is certain.</param>
public sealed record Finding(
    string Rule, Severity Severity, string Message, string? Path = null, int? Line = null, int? Column = null, string? Object = null, TextFix? Fix = null);

/// <summary>Replaces the text between two positions (both from 1, the end exclusive).</summary>
public sealed record TextFix(int Line, int Column, int EndLine, int EndColumn, string Text);
