using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>What a person wants to know of a pipeline's YAML without reading it: its stages, and what it asks for at each run.</summary>
/// <param name="Stages">Names in order.</param>
/// <param name="Inputs">Keys whose value is a runtime input, each once.</param>
internal sealed record PipelineText(ImmutableArray<string> Stages, ImmutableArray<string> Inputs)
{
    private const string RuntimeInput = "<+input>";

    /// <summary>Looks at lines only; the tool that wrote the YAML has parsed and judged it.</summary>
    public static PipelineText Of(string yaml)
    {
        var stages = ImmutableArray.CreateBuilder<string>();
        var inputs = ImmutableArray.CreateBuilder<string>();
        var expectsName = false;
        foreach (var line in yaml.AsSpan().EnumerateLines())
        {
            var text = line.Trim();
            if (text.SequenceEqual("- stage:"))
            {
                expectsName = true;
            }
            else if (expectsName && text.StartsWith("name: "))
            {
                stages.Add(text[6..].Trim(" \"'").ToString());
                expectsName = false;
            }

            if (text.IndexOf(": ") is var colon and > 0 && text[(colon + 2)..].Trim(" \"'").StartsWith(RuntimeInput))
            {
                var key = text[..colon].TrimStart("- ").ToString();
                if (!inputs.Contains(key))
                {
                    inputs.Add(key);
                }
            }
        }

        return new(stages.ToImmutable(), inputs.ToImmutable());
    }
}
