using System.Globalization;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Opsroom.Tools.Testing.Generating.CSharp;
using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Generating;

/// <summary>Runs a source in the sandbox with inputs that are chosen by what they reach, and reads what it did.</summary>
internal sealed class Explorer(Sandbox sandbox)
{
    private const int Seed = 1;
    private static readonly string[] CSharpParts = ["Probe.txt", "Values.txt", "Code.txt", "Making.txt", "Description.txt", "Recording.txt", "Search.txt", "Program.txt"];
    private static readonly string[] JavaParts = ["Probe.java", "Values.java", "Literals.java", "Maker.java", "Recorder.java", "Instrument.java", "Search.java", "Main.java"];
    private static readonly TimeSpan Overhead = TimeSpan.FromSeconds(120);

    /// <param name="time">How long inputs are tried.</param>
    public async Task<ToolResult<Exploration>> ExploreAsync(SourceText source, TimeSpan time, Action<string> report, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opsroom-explore-").FullName;
        try
        {
            var prepared = Prepare(source, folder, time);
            if (prepared.Value is not { } command)
            {
                return prepared.Failure!;
            }

            report($"Trying inputs for {time.TotalSeconds:0} s.");
            var run = await sandbox.RunAsync(new(folder, command.Line, time * 3 + Overhead) { Collect = ["$RESULTS/cases.json"] }, null, cancellationToken);
            return run.Files.FirstOrDefault() is { } file && run.End == SandboxEnd.Exited ? Exploration.Read(file.Content)
                : ToolFailure.InvalidArgument($"The source could not be run ({(run.End == SandboxEnd.Exited ? $"ended with {run.ExitCode}" : run.End)}): {OutsideText.OneLine(Tail(run.Output), 600)}");
        }
        catch (JsonException)
        {
            return ToolFailure.InvalidArgument("The source changed what its own run told.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ToolResult<Command> Prepare(SourceText source, string folder, TimeSpan time)
    {
        var seconds = time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        var name = RunnerChoice.Quoted(source.Name);
        switch (source.Language)
        {
            case SourceLanguage.Python:
                File.WriteAllText(Path.Combine(folder, source.Name), source.Text);
                Write(folder, "Python/");
                return new Command($"mkdir -p \"$RESULTS\" && /usr/bin/python3 -m explorer {name} \"$RESULTS/cases.json\" {seconds} {Seed}");
            case SourceLanguage.JavaScript or SourceLanguage.TypeScript:
                File.WriteAllText(Path.Combine(folder, source.Name), source.Text);
                Write(folder, "JavaScript/");
                return new Command($"node --expose-internals explorer/explore.cjs {name} \"$RESULTS/cases.json\" {seconds} {Seed}");
            case SourceLanguage.CSharp:
                return PrepareCSharp(source, folder, time);
            default:
                File.WriteAllText(Path.Combine(folder, source.Name), source.Text);
                foreach (var part in JavaParts)
                {
                    File.WriteAllText(Path.Combine(folder, part), Resource(part));
                }

                return new Command($"mkdir -p /tmp/explorer \"$RESULTS\" && javac -nowarn -d /tmp/explorer {string.Join(' ', JavaParts)} && java -cp /tmp/explorer opsroom.exploring.Main {name} \"$RESULTS/cases.json\" {seconds} {Seed}");
        }
    }

    private static ToolResult<Command> PrepareCSharp(SourceText source, string folder, TimeSpan time)
    {
        var (assembly, problem) = CSharpProbes.Compile(source.Text, CSharpParts.Select(Resource).Append(CSharpTestFile.DoublesAlone));
        if (assembly is null)
        {
            return ToolFailure.InvalidArgument(problem ?? "The source does not compile by itself: show the types that it uses in the same source.");
        }

        File.WriteAllBytes(Path.Combine(folder, "Explored.dll"), assembly);
        CSharpProbes.WriteRuntime(folder);
        var (numbers, texts) = Constants(source.Text);
        File.WriteAllText(
            Path.Combine(folder, "plan.json"),
            JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal) { ["seconds"] = time.TotalSeconds, ["seed"] = Seed, ["numbers"] = numbers, ["texts"] = texts }));
        return new Command("dotnet exec Explored.dll \"$RESULTS/cases.json\"");
    }

    /// <summary>Numbers and texts of a source, those in its documentation included.</summary>
    private static (List<decimal> Numbers, List<string> Texts) Constants(string source)
    {
        var (numbers, texts) = (new HashSet<decimal>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var token in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens(descendIntoTrivia: true))
        {
            if (token.IsKind(SyntaxKind.NumericLiteralToken) && decimal.TryParse(Convert.ToString(token.Value, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else if (token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken) || token.IsKind(SyntaxKind.CharacterLiteralToken))
            {
                texts.Add(token.ValueText);
            }
            else if (token.IsKind(SyntaxKind.XmlTextLiteralToken))
            {
                texts.UnionWith(token.ValueText.Split('"').Where((_, at) => at % 2 == 1));
                if (token.Parent?.Parent is XmlElementSyntax { StartTag.Name.LocalName.Text: "c" or "code" })
                {
                    texts.Add(token.ValueText.Trim());
                }
            }
        }

        return ([.. numbers], [.. texts.Where(text => text.Length is > 0 and < 100)]);
    }

    /// <summary>Puts the files of an explorer into a folder of their own, so that a source may have any name.</summary>
    public static void Write(string folder, string language)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, "explorer")).FullName;
        foreach (var resource in typeof(Explorer).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(language, StringComparison.Ordinal)))
        {
            File.WriteAllText(Path.Combine(place, resource[language.Length..]), Resource(resource));
        }
    }

    public static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Explorer).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string Tail(string output) => output.Length > 1500 ? output[^1500..] : output;

    private sealed record Command(string Line);
}
