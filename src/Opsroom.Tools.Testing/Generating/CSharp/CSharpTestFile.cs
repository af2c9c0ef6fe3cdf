using System.Text;
using Opsroom.Tools.Testing.Generating.Writing;

namespace Opsroom.Tools.Testing.Generating.CSharp;

/// <summary>Puts cases into a class of xunit.</summary>
internal static class CSharpTestFile
{
    private static readonly string[] Usual = ["System", "System.Collections.Generic", "System.Linq", "System.Threading", "System.Threading.Tasks"];

    /// <summary>The doubles as the explorer uses them.</summary>
    public static string DoublesAlone =>
        $"#nullable disable\n#pragma warning disable\nnamespace Opsroom.Exploring;\n\nusing System;\nusing System.Collections.Generic;\nusing System.Linq;\nusing System.Threading.Tasks;\n\n{Explorer.Resource("Doubles.txt")}";

    public static string Of(SourceText source, IReadOnlyList<WrittenCase> cases)
    {
        var text = new StringBuilder();
        foreach (var name in Usual.Concat(CSharpSource.Namespaces(source.Text)).Append("Xunit").Distinct(StringComparer.Ordinal).OrderBy(name => name.StartsWith("System", StringComparison.Ordinal) ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal))
        {
            text.Append("using ").Append(name).Append(";\n");
        }

        text.Append("\n#pragma warning disable CS8600, CS8602, CS8604, CS8620, CS8625, CS8629, xUnit2000, xUnit2004, xUnit2013, xUnit2017, xUnit2020\n\n/// <summary>").Append(TestFile.Characterised).Append("</summary>\n");
        text.Append("public sealed class ").Append(CSharpSource.Identifier(source.Stem)).Append("Tests\n{\n");
        text.AppendJoin('\n', cases.Select(Method));
        if (cases.Any(each => each.Lines.Any(line => line.Contains("Fake.", StringComparison.Ordinal) || line.Contains("new ManualTime(", StringComparison.Ordinal))))
        {
            text.Append("\n#nullable disable\n").Append(Explorer.Resource("Doubles.txt"));
        }

        return text.Append("}\n").ToString();
    }

    private static string Method(WrittenCase each)
    {
        var lines = new StringBuilder("    [Fact");
        lines.Append(each.Skip is { } why ? $"(Skip = \"{why.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "'", StringComparison.Ordinal)}\")" : "").Append(']');
        lines.Append(each.Known == "characterisation" ? " [Trait(\"kind\", \"characterisation\")]" : "").Append('\n');
        lines.Append("    public ").Append(each.IsAsync ? "async Task " : "void ").Append(each.Name).Append("()\n    {\n");
        foreach (var line in each.Lines)
        {
            lines.Append("        ").Append(line).Append('\n');
        }

        return lines.Append("    }\n").ToString();
    }
}
