using System.Diagnostics;
using System.Text.Json;

namespace Opsroom.Tools.Templates.Tests.Jinja;

/// <summary>The real Jinja2 of Debian's cookiecutter, to compare with.</summary>
internal static class RealJinja
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import json, sys
        from jinja2 import DictLoader, Environment, StrictUndefined, Undefined
        from jinja2.sandbox import SandboxedEnvironment
        work = json.load(sys.stdin)
        answers = []
        for case in work["cases"]:
            options = dict(case["options"])
            extensions = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
            try:
                import cookiecutter.extensions
                extensions += ["cookiecutter.extensions.JsonifyExtension", "cookiecutter.extensions.SlugifyExtension"]
            except ImportError:
                pass
            undefined = StrictUndefined if options.pop("strict", True) else Undefined
            files = dict(case["files"]); files["main"] = case["template"]
            env = SandboxedEnvironment(loader=DictLoader(files), undefined=undefined, extensions=extensions, **options)
            try:
                answers.append({"text": env.get_template("main").render(**json.loads(work["context"]))})
            except Exception as wrong:
                answers.append({"error": f"{type(wrong).__name__}: {wrong}"})
        json.dump(answers, sys.stdout)
        """;

    public static async Task<IReadOnlyList<RealAnswer>> RenderAsync(IReadOnlyList<JinjaCase> cases, string context, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Python, ["-c", Script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try
        {
            process = File.Exists(Python) ? Process.Start(start) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // the same as not being there
        }

        if (process is null)
        {
            Missing();
        }

        using (process)
        {
            await process!.StandardInput.WriteAsync(JsonSerializer.Serialize(new { cases, context }, JsonSerializerOptions.Web).AsMemory(), cancellationToken);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0 && (await errors).Contains("ModuleNotFoundError", StringComparison.Ordinal))
            {
                Missing();
            }

            Assert.True(process.ExitCode == 0, await errors);
            return JsonSerializer.Deserialize<List<RealAnswer>>(output, JsonSerializerOptions.Web)!;
        }
    }

    private static void Missing()
    {
        const string Reason = "jinja2 for /usr/bin/python3 is not installed (Debian: cookiecutter).";
        Assert.False(Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1", Reason);
        Assert.Skip(Reason);
    }
}

/// <param name="Options">Of the environment, by Jinja2's names; <c>strict</c> for StrictUndefined, which is the default.</param>
internal sealed record JinjaCase(string Template, Dictionary<string, JsonElement> Options, Dictionary<string, string> Files);

internal sealed record RealAnswer(string? Text, string? Error);
