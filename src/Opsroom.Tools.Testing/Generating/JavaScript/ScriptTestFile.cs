using System.Collections.Immutable;
using System.Text;
using Opsroom.Tools.Testing.Generating.Writing;

namespace Opsroom.Tools.Testing.Generating.JavaScript;

/// <summary>Puts cases of a script into a file for jest, vitest, mocha or <c>node --test</c>.</summary>
internal static class ScriptTestFile
{
    /// <param name="names">What the module exports.</param>
    public static (string Name, string Text) Of(SourceText source, string framework, IReadOnlyList<WrittenCase> cases, Exploration? explored, ImmutableArray<string> names)
    {
        var isTypeScript = source.Language == SourceLanguage.TypeScript && framework != "node";
        var isModule = explored?.Module ?? (source.Language == SourceLanguage.TypeScript || !source.Text.Contains("module.exports", StringComparison.Ordinal) && !source.Name.EndsWith(".cjs", StringComparison.Ordinal));
        var usesImports = isModule || framework == "vitest";
        var text = new StringBuilder($"// {TestFile.Characterised}\n");
        Frameworks(text, framework, usesImports);
        Imports(text, framework, explored, names, isModule, $"./{(isTypeScript && framework is "jest" or "vitest" ? source.Stem : source.Name)}");
        foreach (var each in cases)
        {
            text.Append('\n').Append(framework == "mocha" ? "it" : "test").Append(each.Skip is null ? "" : ".skip").Append("('").Append(Title(each)).Append("', ").Append(each.IsAsync ? "async " : "").Append("() => {\n");
            foreach (var line in each.Lines)
            {
                text.Append("  ").Append(line).Append('\n');
            }

            text.Append("});\n");
        }

        var extension = isTypeScript ? ".ts" : framework == "jest" ? ".js" : usesImports ? ".mjs" : source.Name.EndsWith(".cjs", StringComparison.Ordinal) ? ".cjs" : ".js";
        return ($"{source.Stem}.test{extension}", text.ToString());
    }

    /// <summary>What a report calls the test.</summary>
    public static string Title(WrittenCase each) =>
        each.Name.Replace('_', ' ') + (each.Known == "characterisation" ? " (characterisation)" : "") + (each.Skip is { } why ? $": {why.Replace("'", "", StringComparison.Ordinal)}" : "");

    private static void Frameworks(StringBuilder text, string framework, bool usesImports)
    {
        if (framework == "vitest")
        {
            text.Append("import { expect, test } from 'vitest';\n");
        }

        if (framework is "mocha" or "node")
        {
            text.Append(usesImports ? "import assert from 'node:assert/strict';\n" : "const assert = require('node:assert/strict');\n");
        }

        if (framework == "node")
        {
            text.Append(usesImports ? "import test from 'node:test';\n" : "const test = require('node:test');\n");
        }
    }

    private static void Imports(StringBuilder text, string framework, Exploration? explored, ImmutableArray<string> names, bool isModule, string from)
    {
        if (isModule)
        {
            var named = names.Where(name => name != explored?.Default).ToList();
            var standard = explored is { Default.Length: > 0 } ? explored.Default + (named.Count > 0 ? ", " : "") : "";
            text.Append("import ").Append(standard).Append(named.Count > 0 ? $"{{ {string.Join(", ", named)} }}" : "").Append(" from '").Append(from).Append("';\n");
            return;
        }

        if (framework == "vitest")
        {
            text.Append("import { createRequire } from 'node:module';\n\nconst require = createRequire(import.meta.url);\n");
        }

        text.Append("const ").Append(explored is { Single: true } ? names[0] : $"{{ {string.Join(", ", names)} }}").Append(" = require('").Append(from).Append("');\n");
    }
}
