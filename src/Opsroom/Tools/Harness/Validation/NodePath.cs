using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>The way to a node from the root, written as <c>pipeline.stages[0].stage.spec</c> only when it is needed.</summary>
internal sealed class NodePath
{
    public static readonly NodePath Root = new(null, null, 0);

    private readonly NodePath? parent;
    private readonly string? key;
    private readonly int index;

    private NodePath(NodePath? parent, string? key, int index) => (this.parent, this.key, this.index) = (parent, key, index);

    public NodePath Below(string name) => new(this, name, 0);

    public NodePath At(int position) => new(this, null, position);

    public bool IsChild(NodePath of, string name) => ReferenceEquals(parent, of) && key == name;

    public override string ToString()
    {
        var text = new StringBuilder();
        AppendTo(text);
        return text.ToString();
    }

    private void AppendTo(StringBuilder text)
    {
        if (parent is null)
        {
            return;
        }

        parent.AppendTo(text);
        if (key is null)
        {
            text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
        }
        else
        {
            text.Append(text.Length == 0 ? string.Empty : ".").Append(key.Length <= 128 ? key : key[..128] + "…");
        }
    }
}
