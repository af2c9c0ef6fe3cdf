using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>Turns words into the arguments that a command would get, with <see cref="Unknown"/> for what cannot be seen.</summary>
internal sealed class Expander(ShellWalk walk, Scope scope, Choices choices)
{
    private const int MostText = 1 << 18;

    private readonly List<string> fields = [];
    private readonly StringBuilder current = new();
    private bool begun;
    private int length;

    /// <summary>The fields of all words.</summary>
    public static List<string> Fields(IEnumerable<Word> words, ShellWalk walk, Scope scope, Choices choices)
    {
        var expander = new Expander(walk, scope, choices);
        foreach (var word in words.SelectMany(word => Braces.Expand(word)))
        {
            expander.Add(word, splits: true);
            expander.EndField();
        }

        return expander.fields;
    }

    /// <summary>A word as one text, as in an assignment or a here-document.</summary>
    public static string Text(Word word, ShellWalk walk, Scope scope, Choices choices)
    {
        var expander = new Expander(walk, scope, choices);
        expander.Add(word, splits: false);
        expander.EndField();
        return string.Join(' ', expander.fields);
    }

    private void Add(Word word, bool splits)
    {
        foreach (var part in word.Parts)
        {
            switch (part)
            {
                case LiteralPart literal:
                    Append(literal.Text);
                    begun = true;
                    break;
                case ParameterPart { Name: "@" or "*", Operator: "" } all when scope.Positional is { } positional:
                    AddAll(positional, all.Quoted);
                    break;
                case ParameterPart { Subscript: "@" or "*", Operator: "" } array when scope.Arrays.TryGetValue(array.Name, out var items):
                    AddAll(items, array.Quoted);
                    break;
                case ParameterPart parameter:
                    AddValue(new Parameters(walk, scope, choices).Value(parameter), splits && !parameter.Quoted);
                    break;
                case SubstitutionPart substitution:
                    AddValue(walk.Substitute(substitution.Body, scope).TrimEnd('\n'), splits && !substitution.Quoted);
                    break;
                case ProcessPart process:
                    AddValue(walk.SubstituteProcess(process.Body, scope), splits: false);
                    break;
                case ArithmeticPart arithmetic:
                    Text(arithmetic.Expression, walk, scope, choices);
                    AddValue(Unknown.Text, splits: false);
                    break;
                case HereDocument document:
                    Add(document.Body, splits: false);
                    break;
            }
        }
    }

    private void AddAll(ImmutableArray<string> values, bool quoted)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                EndField();
            }

            AddValue(values[i], splits: !quoted);
        }
    }

    private void AddValue(string value, bool splits)
    {
        if (!splits)
        {
            begun = true;
            Append(value);
            return;
        }

        var separators = scope.Values("IFS") is [.., { } last] && !Unknown.IsIn(last) ? last : " \t\n";
        foreach (var c in value)
        {
            if (separators.Contains(c, StringComparison.Ordinal))
            {
                EndField();
            }
            else
            {
                begun = true;
                Append(c.ToString());
            }
        }
    }

    private void Append(string text)
    {
        length += text.Length;
        if (length <= MostText)
        {
            current.Append(text);
        }
        else if (length - text.Length <= MostText)
        {
            current.Append(Unknown.Char);
            walk.GiveUp("it expands to more than can be followed");
        }
    }

    private void EndField()
    {
        if (begun)
        {
            fields.Add(current.ToString());
        }

        current.Clear();
        begun = false;
    }
}
