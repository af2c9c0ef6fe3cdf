using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Tools.Testing.Generating.Writing;

/// <summary>Puts cases into the file of a framework.</summary>
internal static class TestFile
{
    private const string Characterised = "Cases marked as characterisation record what the code did when they were written, right or wrong.";

    /// <param name="names">What a script exports, or what Python's module defines.</param>
    public static (string Name, string Text) Of(SourceText source, string framework, IReadOnlyList<WrittenCase> cases, Exploration? explored, ImmutableArray<string> names) => source.Language switch
    {
        SourceLanguage.CSharp => ($"{source.Stem}Tests.cs", CSharp(source, cases)),
        SourceLanguage.Python => ($"test_{source.Stem.Replace('-', '_')}.py", Python(source, cases, names)),
        SourceLanguage.Java => ($"{source.Stem}Test.java", Java(source, cases)),
        _ => Script(source, framework, cases, explored, names),
    };

    private static string CSharp(SourceText source, IReadOnlyList<WrittenCase> cases)
    {
        var text = new StringBuilder();
        foreach (var name in ImmutableArray.Create("System", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks").Concat(CSharpSource.Namespaces(source.Text)).Append("Xunit").Distinct(StringComparer.Ordinal))
        {
            text.Append("using ").Append(name).Append(";\n");
        }

        text.Append("\n#pragma warning disable CS8600, CS8602, CS8604, CS8620, CS8625, CS8629, xUnit2000, xUnit2004, xUnit2013, xUnit2017\n\n/// <summary>").Append(Characterised).Append("</summary>\n");
        text.Append("public sealed class ").Append(CSharpSource.Identifier(source.Stem)).Append("Tests\n{\n");
        text.AppendJoin('\n', cases.Select(each =>
        {
            var lines = new StringBuilder();
            var marks = new[] { each.Skip is { } why ? $"Skip = \"{why.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "'", StringComparison.Ordinal)}\"" : null }.OfType<string>().ToList();
            lines.Append("    [Fact").Append(marks.Count > 0 ? $"({string.Join(", ", marks)})" : "").Append(']').Append(each.Known == "characterisation" ? " [Trait(\"kind\", \"characterisation\")]" : "").Append('\n');
            lines.Append("    public ").Append(each.IsAsync ? "async Task " : "void ").Append(each.Name).Append("()\n    {\n");
            foreach (var line in each.Lines)
            {
                lines.Append("        ").Append(line).Append('\n');
            }

            return lines.Append("    }\n").ToString();
        }));
        return text.Append("}\n").ToString();
    }

    private static string Python(SourceText source, IReadOnlyList<WrittenCase> cases, ImmutableArray<string> names)
    {
        var text = new StringBuilder($"\"\"\"{Characterised}\"\"\"\n\nimport inspect\nfrom datetime import date, datetime, time, timedelta, timezone\nfrom decimal import Decimal\n\nimport pytest\n\n");
        if (names.Length > 0)
        {
            text.Append("from ").Append(source.Stem).Append(" import (\n");
            foreach (var name in names)
            {
                text.Append("    ").Append(name).Append(",\n");
            }

            text.Append(")\n");
        }

        foreach (var each in cases)
        {
            text.Append("\n\n");
            if (each.Skip is { } why)
            {
                text.Append("@pytest.mark.skip(reason=").Append(Literal(why)).Append(")\n");
            }

            text.Append("def test_").Append(each.Name).Append("():\n");
            if (each.Known == "characterisation")
            {
                text.Append("    # characterisation\n");
            }

            foreach (var line in each.Lines.DefaultIfEmpty("pass"))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static (string Name, string Text) Script(SourceText source, string framework, IReadOnlyList<WrittenCase> cases, Exploration? explored, ImmutableArray<string> names)
    {
        var isTypeScript = source.Language == SourceLanguage.TypeScript && framework != "node";
        var isModule = explored?.Module ?? (source.Language == SourceLanguage.TypeScript || !source.Text.Contains("module.exports", StringComparison.Ordinal) && !source.Name.EndsWith(".cjs", StringComparison.Ordinal));
        var text = new StringBuilder($"// {Characterised}\n");
        var usesAssert = framework is "mocha" or "node";
        var from = $"./{(isTypeScript && framework is "jest" or "vitest" ? source.Stem : source.Name)}";
        if (framework == "vitest")
        {
            text.Append("import { expect, test } from 'vitest';\n");
        }

        var uses = isModule || framework == "vitest";
        var named = names.Where(name => name != explored?.Default).ToList();
        if (usesAssert)
        {
            text.Append(uses ? "import assert from 'node:assert/strict';\n" : "const assert = require('node:assert/strict');\n");
        }

        if (framework == "node")
        {
            text.Append(uses ? "import test from 'node:test';\n" : "const test = require('node:test');\n");
        }

        if (isModule)
        {
            var standard = explored is { Default.Length: > 0 } ? explored.Default + (named.Count > 0 ? ", " : "") : "";
            text.Append("import ").Append(standard).Append(named.Count > 0 ? $"{{ {string.Join(", ", named)} }}" : "").Append(" from '").Append(from).Append("';\n");
        }
        else
        {
            if (framework == "vitest")
            {
                text.Append("import { createRequire } from 'node:module';\n\nconst require = createRequire(import.meta.url);\n");
            }

            text.Append("const ").Append(explored is { Single: true } ? names[0] : $"{{ {string.Join(", ", names)} }}").Append(" = require('").Append(from).Append("');\n");
        }

        foreach (var each in cases)
        {
            var test = framework == "mocha" ? "it" : "test";
            text.Append('\n').Append(test).Append(each.Skip is null ? "" : ".skip").Append("('").Append(each.Name.Replace('_', ' ')).Append(each.Known == "characterisation" ? " (characterisation)" : "").Append(each.Skip is { } why ? $": {why.Replace("'", "", StringComparison.Ordinal)}" : "")
                .Append("', ").Append(each.IsAsync ? "async " : "").Append("() => {\n");
            foreach (var line in each.Lines)
            {
                text.Append("  ").Append(line).Append('\n');
            }

            text.Append("});\n");
        }

        var extension = isTypeScript ? ".ts" : framework == "jest" ? ".js" : uses ? ".mjs" : source.Name.EndsWith(".cjs", StringComparison.Ordinal) ? ".cjs" : ".js";
        return ($"{source.Stem}.test{extension}", text.ToString());
    }

    private static string Java(SourceText source, IReadOnlyList<WrittenCase> cases)
    {
        var text = new StringBuilder();
        if (JavaSource.Package(source.Text) is { } package)
        {
            text.Append("package ").Append(package).Append(";\n\n");
        }

        text.Append("import static org.junit.jupiter.api.Assertions.*;\n\nimport org.junit.jupiter.api.Disabled;\nimport org.junit.jupiter.api.Test;\n\nclass ").Append(source.Stem).Append("Test {\n");
        foreach (var each in cases)
        {
            text.Append('\n').Append(each.Skip is { } why ? $"    @Disabled(\"{why.Replace("\"", "'", StringComparison.Ordinal)}\")\n" : "").Append("    @Test\n    void ").Append(each.Name).Append("() throws Exception {\n");
            foreach (var line in each.Lines)
            {
                text.Append("        ").Append(line).Append('\n');
            }

            text.Append("    }\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Literal(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
