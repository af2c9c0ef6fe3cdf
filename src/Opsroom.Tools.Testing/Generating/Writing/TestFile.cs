using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Testing.Generating.CSharp;
using Opsroom.Tools.Testing.Generating.Java;
using Opsroom.Tools.Testing.Generating.JavaScript;

namespace Opsroom.Tools.Testing.Generating.Writing;

/// <summary>Puts cases into the file of a framework.</summary>
internal static class TestFile
{
    public const string Characterised = "Cases marked as characterisation record what the code did when they were written, right or wrong.";

    /// <summary>What recorded expressions may need; the explorer of Python has the same names.</summary>
    private static readonly (string Line, string[] Names)[] PythonImports =
    [
        ("import asyncio", ["asyncio"]),
        ("import inspect", ["inspect"]),
        ("from datetime import {0}", ["date", "datetime", "time", "timedelta", "timezone"]),
        ("from decimal import {0}", ["Decimal"]),
        ("from itertools import {0}", ["islice"]),
        ("from types import {0}", ["SimpleNamespace"]),
        ("from unittest.mock import {0}", ["Mock"]),
    ];

    /// <param name="names">What a script exports, or what Python's module defines.</param>
    public static (string Name, string Text) Of(SourceText source, string framework, IReadOnlyList<WrittenCase> cases, Exploration? explored, ImmutableArray<string> names) => source.Language switch
    {
        SourceLanguage.CSharp => ($"{source.Stem}Tests.cs", CSharpTestFile.Of(source, cases)),
        SourceLanguage.Python => ($"test_{source.Stem.Replace('-', '_')}.py", Python(source, cases, names)),
        SourceLanguage.Java => ($"{source.Stem}Test.java", JavaTestFile.Of(source, cases)),
        _ => ScriptTestFile.Of(source, framework, cases, explored, names),
    };

    private static string Python(SourceText source, IReadOnlyList<WrittenCase> cases, ImmutableArray<string> names)
    {
        var code = string.Join('\n', cases.SelectMany(each => each.Lines));
        var text = new StringBuilder($"\"\"\"{Characterised}\"\"\"\n\n");
        foreach (var line in PythonImports.Select(each => Import(each.Line, each.Names.Where(name => !names.Contains(name, StringComparer.Ordinal) && Uses(code, name)))).OfType<string>())
        {
            text.Append(line).Append('\n');
        }

        text.Append("\nimport pytest\n\n");
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

    private static bool Uses(string code, string name) => Regex.IsMatch(code, $@"(?<!\.)\b{name}\b", RegexOptions.None, TimeSpan.FromSeconds(5));

    private static string? Import(string line, IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? string.Format(CultureInfo.InvariantCulture, line, list) : null;

    private static string Literal(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
