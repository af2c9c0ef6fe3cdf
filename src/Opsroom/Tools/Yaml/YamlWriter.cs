using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Opsroom.Tools.Yaml;

/// <summary>Writes a tree as one YAML document. Text is quoted wherever a reader could take it for anything else, so nothing can leave its scalar.</summary>
internal static class YamlWriter
{
    private static readonly EmitterSettings Settings = new EmitterSettings().WithBestWidth(int.MaxValue).WithNewLine("\n").WithIndentedSequences();

    public static string Write(YamlNode root)
    {
        var text = new StringBuilder(4096);
        using var writer = new StringWriter(text);
        var emitter = new Emitter(writer, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map.Entries)
                {
                    Emit(emitter, key);
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case YamlList list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list.Items)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case YamlScalar scalar:
                emitter.Emit(ToEvent(scalar));
                break;
            default:
                throw new ArgumentException($"A node of type {node.GetType().Name} cannot be written.", nameof(node));
        }
    }

    private static Scalar ToEvent(YamlScalar scalar)
    {
        if (scalar.Kind != ScalarKind.Text || ScalarText.IsSafePlain(scalar.Value))
        {
            return new(AnchorName.Empty, TagName.Empty, scalar.Value, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: true);
        }

        var style = IsSafeLiteral(scalar.Value) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
        return new(AnchorName.Empty, TagName.Empty, WithoutLoneSurrogates(scalar.Value), style, isPlainImplicit: false, isQuotedImplicit: true);
    }

    private static bool IsSafeLiteral(string text)
    {
        if (text.Length == 0 || char.IsWhiteSpace(text[0]) || !text.Contains('\n', StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var letter in text)
        {
            if (letter is not ('\n' or (>= ' ' and <= '~')))
            {
                return false;
            }
        }

        return true;
    }

    private static string WithoutLoneSurrogates(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }
}
