using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Opsroom.Tools.Testing.Generating.Known;

namespace Opsroom.Tools.Testing.Generating.Writing;

/// <summary>
/// Writes contract tests: each operation that can be called without choosing values answers with a documented status and media type, and its JSON has the types and members that the schema
/// requires. What asks and judges is the same for every document, and is kept in a file of each language.
/// </summary>
internal static class ContractFile
{
    private static readonly JsonSerializerOptions Literal = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Notation PythonNotation = new("{", "{0}: {1}", "}", "[", "]", "({0}, {1}, {2})", "True", "False");
    private static readonly Notation ScriptNotation = new("{", "{0}: {1}", "}", "[", "]", "[{0}, {1}, {2}]", "true", "false");
    private static readonly Notation CSharpNotation = new("new() { ", "[{0}] = {1}", " }", "[", "]", "({0}, {1}, {2})", "true", "false");
    private static readonly Notation JavaNotation = new("Map.ofEntries(", "Map.entry({0}, {1})", ")", "List.of(", ")", "new Rule({0}, {1}, {2})", "true", "false");

    /// <summary>Why a person has to complete an operation; null where it can be called as it is.</summary>
    public static string? Skip(ContractCase of) => of.Path is null ? "Give values for its parameters: the document has no examples."
        : of.NeedsBody ? "Give a body: what is right for this system the document does not say."
        : of.Method is not ("GET" or "HEAD" or "OPTIONS") ? "It changes something: say on which system it may be called."
        : of.Answers.Count == 0 ? "Say what it answers: the document does not."
        : null;

    public static (string Name, string Text) Of(string framework, IReadOnlyList<ContractCase> cases) => framework switch
    {
        "xunit" => ("ContractTests.cs", Written("ContractTests.txt", cases, CSharp) + "}\n"),
        "pytest" => ("test_contract.py", Written("contract.py", cases, Python)),
        "junit" => ("ContractTest.java", Written("ContractTest.java", cases, Java) + "}\n"),
        _ => ("contract.test.mjs", ScriptImports(framework) + Written("contract.mjs", cases, Script)),
    };

    private static string Written(string beginning, IReadOnlyList<ContractCase> cases, Action<StringBuilder, ContractCase> write)
    {
        var text = new StringBuilder(Explorer.Resource($"Contract/{beginning}"));
        foreach (var each in cases)
        {
            write(text.Append('\n'), each);
        }

        return text.ToString();
    }

    private static void Python(StringBuilder text, ContractCase each)
    {
        text.Append('\n').Append(Skip(each) is { } why ? $"@pytest.mark.skip(reason={Quoted(why)})\n" : "").Append("def test_").Append(each.Name).Append("():\n    holds(ask(").Append(Asked(each)).Append(", {")
            .AppendJoin(", ", each.Headers.Select(header => $"{Quoted(header.Key)}: {Quoted(header.Value)}")).Append("}), ").Append(Documented(each, PythonNotation, "        ")).Append(")\n");
    }

    private static void Script(StringBuilder text, ContractCase each)
    {
        var name = each.Name.Replace('_', ' ');
        text.Append(Skip(each) is { } why ? $"test.skip({Quoted($"{name}: {why}")}" : $"contract({Quoted(name)}").Append(", async () => {\n  holds(await ask(").Append(Asked(each)).Append(", {")
            .AppendJoin(", ", each.Headers.Select(header => $"{Quoted(header.Key)}: {Quoted(header.Value)}")).Append("}), ").Append(Documented(each, ScriptNotation, "    ")).Append(");\n});\n");
    }

    private static void CSharp(StringBuilder text, ContractCase each)
    {
        text.Append("    [Fact").Append(Skip(each) is { } why ? $"(Skip = {Quoted(why)})" : "").Append("]\n    public async Task ").Append(each.Name).Append("()\n    {\n        using var answer = await AskAsync(").Append(Asked(each))
            .AppendJoin("", each.Headers.Select(header => $", ({Quoted(header.Key)}, {Quoted(header.Value)})")).Append(");\n        await HoldsAsync(answer, ").Append(Documented(each, CSharpNotation, "            ")).Append(");\n    }\n");
    }

    private static void Java(StringBuilder text, ContractCase each)
    {
        text.Append(Skip(each) is { } why ? $"    @Disabled({Quoted(why)})\n" : "").Append("    @Test\n    void ").Append(each.Name).Append("() throws Exception {\n        holds(ask(").Append(Asked(each))
            .AppendJoin("", each.Headers.Select(header => $", {Quoted(header.Key)}, {Quoted(header.Value)}")).Append("), ").Append(Documented(each, JavaNotation, "            ")).Append(");\n    }\n");
    }

    private static string ScriptImports(string framework) => "import assert from 'node:assert/strict';\n" + framework switch
    {
        "vitest" => "import { test } from 'vitest';\n\n",
        "jest" => "import { test } from '@jest/globals';\n\n",
        "node" => "import test from 'node:test';\n\n",
        _ => "\nconst test = it;\n\n",
    };

    private static string Asked(ContractCase each) => $"{Quoted(each.Method)}, {Quoted(each.Path ?? "")}";

    /// <summary>What is documented of the answers, as the language writes it.</summary>
    private static string Documented(ContractCase each, Notation notation, string indent)
    {
        var line = $",\n{indent}";
        return Map(each.Answers.Select(answer => (answer.Status, Map(answer.Content.Select(content => (content.Key, Rules(content.Value)))))), line);

        string Map(IEnumerable<(string Key, string Value)> entries, string between = ", ") =>
            notation.Map + string.Join(between, entries.Select(entry => Fill(notation.Entry, Quoted(entry.Key), entry.Value))) + notation.MapEnd;

        string Rules(IReadOnlyList<ContractRule> rules) =>
            notation.List + string.Join($"{line}    ", rules.Select(rule => Fill(notation.Rule, Quoted(rule.Path), Quoted(rule.Types), rule.Required ? notation.True : notation.False))) + notation.ListEnd;
    }

    private static string Fill(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);

    /// <summary>A text as all four languages write it: Java reads <c>\u0022</c> as the end of one.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text, Literal);

    /// <param name="Entry">A key and a value.</param>
    /// <param name="Rule">A path, types, and whether it is required.</param>
    private sealed record Notation(string Map, string Entry, string MapEnd, string List, string ListEnd, string Rule, string True, string False);
}
