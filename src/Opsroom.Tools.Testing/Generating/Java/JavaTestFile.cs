using System.Text;
using Opsroom.Tools.Testing.Generating.Writing;

namespace Opsroom.Tools.Testing.Generating.Java;

/// <summary>Puts cases into a class of JUnit 5.</summary>
internal static class JavaTestFile
{
    private static readonly string[] Usual = ["java.math.*", "java.time.*", "java.util.*", "org.junit.jupiter.api.Disabled", "org.junit.jupiter.api.Tag", "org.junit.jupiter.api.Test"];

    public static string Of(SourceText source, IReadOnlyList<WrittenCase> cases)
    {
        var text = new StringBuilder();
        if (JavaSource.Package(source.Text) is { } package)
        {
            text.Append("package ").Append(package).Append(";\n\n");
        }

        text.Append("import static org.junit.jupiter.api.Assertions.*;\n\n");
        foreach (var name in Usual.Concat(JavaSource.Imports(source.Text)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append("import ").Append(name).Append(";\n");
        }

        text.Append("\n/** ").Append(TestFile.Characterised).Append(" */\nclass ").Append(source.Stem).Append("Test {\n");
        text.AppendJoin('\n', cases.Select(Method));
        return text.Append("}\n").ToString();
    }

    private static string Method(WrittenCase each)
    {
        var lines = new StringBuilder();
        lines.Append(each.Skip is { } why ? $"    @Disabled(\"{why.Replace("\"", "'", StringComparison.Ordinal)}\")\n" : "").Append("    @Test\n").Append(each.Known == "characterisation" ? "    @Tag(\"characterisation\")\n" : "");
        lines.Append("    void ").Append(each.Name).Append("() throws Exception {\n");
        foreach (var line in each.Lines)
        {
            lines.Append("        ").Append(line).Append('\n');
        }

        return lines.Append("    }\n").ToString();
    }
}
