using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Templates.Tests.Generation;

/// <summary>The templates of evals/development/templates-hostile, each of which tries to get out.</summary>
public sealed class HostileTemplateTests
{
    private const string Canary = "opsroom-canary-7f3a";

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "evals", "development", "templates-hostile", "cases"));

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_template_that_tries_to_get_out_is_stopped(string name)
    {
        var token = TestContext.Current.CancellationToken;
        using var box = new TemplateBox();
        var attempt = (YamlMap)YamlReader.Read(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".yaml"), token)).Root!;
        Lay(box, attempt);

        var outcome = await box.CallAsync("generate_from_template", new { template_path = box.Template, output_path = "out", variables = Value(attempt["variables"]) ?? new Dictionary<string, object?>() }, token);
        var judged = (await box.CallAsync("validate_template", new { path = box.Template }, token)).Result;

        var seen = outcome.Result.GetRawText();
        var written = new StringBuilder();
        foreach (var file in box.List())
        {
            Assert.StartsWith("out/", file.Path, StringComparison.Ordinal);
            written.Append(file.Path.EndsWith(".opsroom-template.yml", StringComparison.Ordinal) ? "" : await box.TextAsync(file.Path, token));
        }

        var isStopped = !outcome.Succeeded || judged.GetProperty("findings").EnumerateArray().Any(finding => finding.GetProperty("severity").GetString() == "error");
        if (attempt["expect"]!.Text == "stopped")
        {
            Assert.True(isStopped, seen);
        }

        Assert.NotEqual("internal", outcome.Succeeded ? null : outcome.Result.GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain(Canary, seen + written, StringComparison.Ordinal);
        foreach (var text in Texts(attempt["must_not_contain"]))
        {
            Assert.DoesNotContain(text, written.ToString(), StringComparison.Ordinal);
        }

        foreach (var path in Texts(attempt["must_not_exist"]).Where(Path.IsPathRooted))
        {
            Assert.False(File.Exists(path), path);
        }

        if (attempt["must_warn"]?.Text is { } word)
        {
            Assert.Contains(word, seen + judged.GetRawText(), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static void Lay(TemplateBox box, YamlMap attempt)
    {
        foreach (var file in ((YamlMap)attempt["files"]!).Entries)
        {
            box.Put(file.Key.Value, file.Value.Text!);
        }

        foreach (var made in (attempt["generated"] as YamlList)?.Items.Cast<YamlMap>() ?? [])
        {
            box.Put(made["path"]!.Text!, made["head"]!.Text + string.Concat(Enumerable.Repeat(made["repeat"]!.Text, int.Parse(made["times"]!.Text!, System.Globalization.CultureInfo.InvariantCulture))) + made["tail"]!.Text);
        }

        foreach (var link in (attempt["symlinks"] as YamlMap)?.Entries ?? [])
        {
            var path = Path.Combine(box.Template, link.Key.Value);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, link.Value.Text!);
        }

        if (attempt["secret"]?.Text is { } secret)
        {
            File.WriteAllText(Path.GetFullPath(Path.Combine(box.Template, secret)), Canary);
        }
    }

    private static IEnumerable<string> Texts(YamlNode? list) => (list as YamlList)?.Items.Select(item => item.Text!) ?? [];

    private static object? Value(YamlNode? node) => node switch
    {
        YamlMap map => map.Entries.ToDictionary(entry => entry.Key.Value, entry => Value(entry.Value), StringComparer.Ordinal),
        YamlList list => list.Items.Select(Value).ToList(),
        YamlScalar { Kind: ScalarKind.Number } number => JsonElement.Parse(number.Value),
        YamlScalar scalar => scalar.Value,
        _ => null,
    };

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
