using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Generating;

/// <summary>The language of a source.</summary>
internal enum SourceLanguage
{
    CSharp,
    Python,
    JavaScript,
    TypeScript,
    Java,
}

/// <summary>A source that tests are written for.</summary>
/// <param name="Name">Its file name.</param>
internal sealed partial record SourceText(string Text, string Name, SourceLanguage Language)
{
    /// <summary>The file name without its ending.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);

    /// <summary>Null where neither its name, nor the framework, nor the text tell the language.</summary>
    public static SourceText? Of(string text, string? path, string? framework)
    {
        var language = Path.GetExtension(path)?.ToLowerInvariant() switch
        {
            ".cs" => SourceLanguage.CSharp,
            ".py" => SourceLanguage.Python,
            ".js" or ".mjs" or ".cjs" or ".jsx" => SourceLanguage.JavaScript,
            ".ts" or ".mts" or ".cts" => SourceLanguage.TypeScript,
            ".java" => SourceLanguage.Java,
            _ => ByFramework(text, framework) ?? ByText(text),
        };
        return language is { } found ? new(text, NameOf(text, path, found), found) : null;
    }

    private static SourceLanguage? ByFramework(string text, string? framework) => framework switch
    {
        "xunit" => SourceLanguage.CSharp,
        "pytest" => SourceLanguage.Python,
        "junit" => SourceLanguage.Java,
        "jest" or "vitest" or "mocha" or "node" => TypeScriptSign().IsMatch(text) ? SourceLanguage.TypeScript : SourceLanguage.JavaScript,
        _ => null,
    };

    private static SourceLanguage? ByText(string text) =>
        PythonSign().IsMatch(text) ? SourceLanguage.Python
        : JavaSign().IsMatch(text) ? SourceLanguage.Java
        : CSharpSign().IsMatch(text) ? SourceLanguage.CSharp
        : ScriptSign().IsMatch(text) ? TypeScriptSign().IsMatch(text) ? SourceLanguage.TypeScript : SourceLanguage.JavaScript
        : null;

    private static string NameOf(string text, string? path, SourceLanguage language)
    {
        if (path is not null)
        {
            return Path.GetFileName(path);
        }

        var type = TypeName().Match(text) is { Success: true } found ? found.Groups["name"].Value : "subject";
        return language switch
        {
            SourceLanguage.CSharp => type + ".cs",
            SourceLanguage.Java => type + ".java",
            SourceLanguage.Python => "subject.py",
            SourceLanguage.TypeScript => "subject.ts",
            _ => text.Contains("module.exports", StringComparison.Ordinal) ? "subject.cjs" : "subject.mjs",
        };
    }

    [GeneratedRegex(@"\b(?:class|record|struct|enum|interface)\s+(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^\s*(?:def \w+\(|from \w[\w.]* import |class \w+(?:\([^)]*\))?:)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PythonSign();

    [GeneratedRegex(@"^\s*(?:import java\.|package [\w.]+;)|\bpublic (?:final )?class \w+ (?:extends|implements)? ?[^\n]*\{[^}]*\b(?:String|boolean)\b", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex JavaSign();

    [GeneratedRegex(@"\b(?:namespace [\w.]+|using [\w.]+;|(?:public|internal) (?:(?:sealed|static|abstract|partial|readonly) )*(?:class|record|struct|enum|interface) )", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CSharpSign();

    [GeneratedRegex(@"\b(?:function\b|const \w+|export |module\.exports|class \w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ScriptSign();

    [GeneratedRegex(@"\binterface \w+ *\{|: *(?:string|number|boolean|void)\b|\benum \w+ *\{|\btype \w+ *=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeScriptSign();
}
