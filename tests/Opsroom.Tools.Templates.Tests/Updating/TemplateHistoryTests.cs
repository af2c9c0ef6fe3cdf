using System.Diagnostics;
using System.Text;
using Opsroom.Tools.Templates.Tests.Generation;

namespace Opsroom.Tools.Templates.Tests.Updating;

/// <summary>Projects of copier and cruft, whose old template is a commit of the checkout.</summary>
public sealed class TemplateHistoryTests : IDisposable
{
    private readonly TemplateBox box = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => box.Dispose();

    [Fact]
    public async Task A_project_of_copier_is_updated_from_the_tag_that_it_names()
    {
        box.Put("copier.yml", "name:\n  type: str\nport:\n  type: int\n  default: 8080\n_subdirectory: project\n");
        box.Put("project/app.conf.jinja", "name = {{ name }}\nport = {{ port }}\nlog = info\n");
        box.Put("project/{{ _copier_conf.answers_file }}.jinja", "# Changes here will be overwritten by Copier\n{{ _copier_answers|to_nice_yaml -}}\n");
        await CommitAsync("v1.0.0");
        box.Put("project/app.conf.jinja", "# managed\nname = {{ name }}\nport = {{ port }}\nlog = info\n");
        box.Put("project/more.conf.jinja", "more = {{ name }}\n");
        await CommitAsync("v1.1.0");
        Own(".copier-answers.yml", "# Changes here will be overwritten by Copier\n_commit: v1.0.0\n_src_path: gh:acme/case\nname: billing\nport: 9000\n");
        Own("app.conf", "name = billing\nport = 9000\nlog = debug\n");

        var outcome = await box.CallAsync("update_from_template", new { path = "billing" }, Token);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        Assert.Equal("# managed\nname = billing\nport = 9000\nlog = debug\n", await TextAsync("app.conf"));
        Assert.Equal("more = billing\n", await TextAsync("more.conf"));
        Assert.Equal("# Changes here will be overwritten by Copier\n_commit: v1.1.0\n_src_path: gh:acme/case\nname: billing\nport: 9000\n", await TextAsync(".copier-answers.yml"));
        Assert.DoesNotContain("billing/.opsroom-template.yml", box.List().Select(file => file.Path));
    }

    [Fact]
    public async Task A_project_of_cruft_is_updated_from_the_commit_that_it_names()
    {
        box.Put("cookiecutter.json", """{"slug": "thing", "greeting": "hello"}""");
        box.Put("{{cookiecutter.slug}}/main.py", "print('{{cookiecutter.greeting}}')\n\n\n# end\n");
        box.Put("{{cookiecutter.slug}}/skipped.txt", "one\n");
        var first = await CommitAsync(null);
        box.Put("{{cookiecutter.slug}}/main.py", "import sys\n\nprint('{{cookiecutter.greeting}}')\n\n\n# end\n");
        box.Put("{{cookiecutter.slug}}/skipped.txt", "two\n");
        var second = await CommitAsync(null);
        Own(".cruft.json", """{"template": "https://git.example/acme/case.git", "commit": "FIRST", "checkout": null, "skip": ["skipped.txt"], "context": {"cookiecutter": {"slug": "billing", "greeting": "moin", "_template": "x"}}}""".Replace("FIRST", first, StringComparison.Ordinal));
        Own("main.py", "print('moin')\n\n\n# end\n# mine\n");
        Own("skipped.txt", "one\n");

        var outcome = await box.CallAsync("update_from_template", new { path = "billing" }, Token);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        Assert.Equal("import sys\n\nprint('moin')\n\n\n# end\n# mine\n", await TextAsync("main.py"));
        Assert.Equal("one\n", await TextAsync("skipped.txt"));
        Assert.Contains($"\"commit\": \"{second}\"", await TextAsync(".cruft.json"), StringComparison.Ordinal);
        Assert.True((await box.CallAsync("update_from_template", new { path = "billing" }, Token)).Result.GetProperty("up_to_date").GetBoolean());
    }

    [Fact]
    public async Task A_commit_that_is_not_there_is_said_with_what_to_do()
    {
        box.Put("copier.yml", "name:\n  type: str\n");
        box.Put("app.conf.jinja", "{{ name }}\n");
        Own(".copier-answers.yml", "_commit: v0.1\n_src_path: gh:acme/case\nname: billing\n");
        var outside = await box.CallAsync("update_from_template", new { path = "billing" }, Token);
        Assert.Contains("lies in no git checkout", outside.Result.GetProperty("message").GetString()!, StringComparison.Ordinal);

        await CommitAsync("v1");
        var missing = await box.CallAsync("update_from_template", new { path = "billing" }, Token);
        Assert.Contains("has no such commit; fetch its history", missing.Result.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.True((await box.CallAsync("update_from_template", new { path = "billing", from = "v1" }, Token)).Succeeded);
    }

    [Fact]
    public async Task A_template_that_is_not_here_is_not_fetched()
    {
        Own(".copier-answers.yml", "_commit: v1\n_src_path: gh:acme/elsewhere\nname: billing\n");
        var outcome = await box.CallAsync("update_from_template", new { path = "billing" }, Token);
        Assert.Contains("nothing is fetched. Give template_path", outcome.Result.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_outside_of_the_workspace_is_updated_into_it()
    {
        var project = Directory.CreateDirectory(Path.Combine(box.Root, "billing")).FullName;
        box.Put("copier.yml", "name:\n  type: str\n");
        box.Put("app.conf.jinja", "a\nb\nc {{ name }}\n");
        await CommitAsync("v1");
        box.Put("app.conf.jinja", "A\nb\nc {{ name }}\n");
        await CommitAsync("v2");
        await File.WriteAllTextAsync(Path.Combine(project, ".copier-answers.yml"), "_commit: v1\n_src_path: gh:acme/case\nname: billing\n", Token);
        await File.WriteAllTextAsync(Path.Combine(project, "app.conf"), "a\nb\nc billing\nmine\n", Token);

        Assert.Contains("output_path", (await box.CallAsync("update_from_template", new { path = project }, Token)).Result.GetProperty("message").GetString()!, StringComparison.Ordinal);
        var outcome = await box.CallAsync("update_from_template", new { path = project, output_path = "changed" }, Token);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        Assert.Equal("A\nb\nc billing\nmine\n", await box.TextAsync("changed/app.conf", Token));
        Assert.Equal("a\nb\nc billing\nmine\n", await File.ReadAllTextAsync(Path.Combine(project, "app.conf"), Token));
    }

    private void Own(string path, string text) => box.Write("billing/" + path, "text/plain", Encoding.UTF8.GetBytes(text));

    private Task<string> TextAsync(string path) => box.TextAsync("billing/" + path, Token);

    /// <summary>Commits the template as it is; answers the commit.</summary>
    private async Task<string> CommitAsync(string? tag)
    {
        if (!Directory.Exists(Path.Combine(box.Template, ".git")))
        {
            await GitAsync("init", "-q");
        }

        await GitAsync("add", "-A");
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "version");
        if (tag is not null)
        {
            await GitAsync("tag", tag);
        }

        return (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = box.Template, RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await git.StandardOutput.ReadToEndAsync(Token);
        await git.WaitForExitAsync(Token);
        Assert.Equal(0, git.ExitCode);
        return said;
    }
}
