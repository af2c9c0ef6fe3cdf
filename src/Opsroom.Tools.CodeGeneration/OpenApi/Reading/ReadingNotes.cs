using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>What was noticed while a contract was read: warnings of what is written otherwise than it was meant, and errors that stand in the way.</summary>
internal sealed class ReadingNotes
{
    private const int MostNotes = 200;

    private readonly List<Finding> notes = [];
    private readonly HashSet<(string, int?, int?)> seen = [];

    public ImmutableArray<Finding> All => [.. notes];

    public bool HasErrors { get; private set; }

    public void Warn(string rule, string message, YamlNode? at) => Add(rule, Severity.Warning, message, at);

    public void Fail(string rule, string message, YamlNode? at)
    {
        HasErrors = true;
        Add(rule, Severity.Error, message, at);
    }

    /// <summary>Says why a reference leads nowhere; any JSON value stands in its place then.</summary>
    public void Unresolved(Referred referred, YamlNode? at)
    {
        var reference = OutsideText.OneLine(referred.Pointer ?? "", 200);
        switch (referred.Fault)
        {
            case ReferenceFault.Outside:
                Fail("remote-reference", $"The reference \"{reference}\" leads out of the document, and nothing is fetched or opened from there. Bundle the description into one file first.", at);
                break;
            case ReferenceFault.Loop:
                Fail("reference-loop", $"The reference \"{reference}\" leads back to itself, and never to anything else.", at);
                break;
            default:
                Fail("unresolved-reference", $"The reference \"{reference}\" leads to nothing in the document.", at);
                break;
        }
    }

    private void Add(string rule, Severity severity, string message, YamlNode? at)
    {
        if (notes.Count < MostNotes && seen.Add((rule, at?.Line, at?.Column)))
        {
            notes.Add(new(rule, severity, message, Line: at?.Line, Column: at?.Column));
        }
    }
}
