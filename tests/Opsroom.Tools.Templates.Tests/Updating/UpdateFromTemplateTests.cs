using System.Text;
using System.Text.Json;
using Opsroom.Tools.Templates.Tests.Generation;

namespace Opsroom.Tools.Templates.Tests.Updating;

public sealed class UpdateFromTemplateTests : IDisposable
{
    private const string Manifest = """
        name: service
        version: "1.0"
        variables:
          - name: name
            description: What it is called
          - name: port
            default: "8080"
        """;

    private const string Compose = "services:\n  app:\n    image: {{name}}\n    ports: [{{port}}]\n    restart: always\n    user: app\n";

    private readonly TemplateBox box = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => box.Dispose();

    [Fact]
    public async Task Changes_of_the_template_and_of_the_project_are_both_taken()
    {
        await MakeAsync();
        Own("compose.yaml", "services:\n  app:\n    image: billing\n    ports: [8080]\n    restart: always\n    user: app\n    environment: [MINE=1]\n");
        Own("NOTES.md", "mine alone\n");
        Move("2.0", Compose.Replace("services:", "name: {{name}}\nservices:", StringComparison.Ordinal));
        box.Put("files/new.txt.hbs", "new for {{name}}\n");

        var updated = await UpdateAsync(new { path = "billing" });

        Assert.Equal("name: billing\nservices:\n  app:\n    image: billing\n    ports: [8080]\n    restart: always\n    user: app\n    environment: [MINE=1]\n", await TextAsync("compose.yaml"));
        Assert.Equal("new for billing\n", await TextAsync("new.txt"));
        Assert.Equal("mine alone\n", await TextAsync("NOTES.md"));
        Assert.Equal(("1.0", "2.0"), (updated.GetProperty("from_version").GetString(), updated.GetProperty("to_version").GetString()));
        Assert.Equal(["compose.yaml merged", "new.txt added"], Actions(updated));
        Assert.Empty(updated.GetProperty("conflicts").EnumerateArray());

        var again = await UpdateAsync(new { path = "billing" });
        Assert.True(again.GetProperty("up_to_date").GetBoolean());
        Assert.Empty(again.GetProperty("files").EnumerateArray());
    }

    [Fact]
    public async Task Lines_that_both_changed_stand_in_the_file_between_marks_and_in_the_answer()
    {
        await MakeAsync();
        Own("compose.yaml", Rendered().Replace("restart: always", "restart: on-failure", StringComparison.Ordinal));
        Move("2.0", Compose.Replace("restart: always", "restart: unless-stopped", StringComparison.Ordinal));

        var shown = await UpdateAsync(new { path = "billing", dry_run = true });
        Assert.Contains("on-failure", await TextAsync("compose.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("<<<<<<<", await TextAsync("compose.yaml"), StringComparison.Ordinal);
        Assert.Contains("+    restart: unless-stopped", shown.GetProperty("changes")[0].GetProperty("diff").GetString()!, StringComparison.Ordinal);

        var updated = await UpdateAsync(new { path = "billing" });
        Assert.Contains("<<<<<<< project\n    restart: on-failure\n=======\n    restart: unless-stopped\n>>>>>>> template 2.0\n", await TextAsync("compose.yaml"), StringComparison.Ordinal);
        var conflict = Assert.Single(updated.GetProperty("conflicts").EnumerateArray());
        Assert.Equal(("merge-conflict", "compose.yaml", 5), (conflict.GetProperty("rule").GetString(), conflict.GetProperty("path").GetString(), conflict.GetProperty("line").GetInt32()));

        Move("3.0", Compose.Replace("restart: always", "restart: never", StringComparison.Ordinal));
        var refused = await box.CallAsync("update_from_template", new { path = "billing" }, Token);
        Assert.Contains("compose.yaml still holds marks of an earlier update", refused.Result.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_one_side_removed_or_moved_are_told_and_nothing_is_deleted()
    {
        var page = string.Concat(Enumerable.Range(1, 12).Select(number => $"line {number} of the page\n"));
        box.Put("files/docs/guide.md", page);
        box.Put("files/gone.txt", "the template drops this one\n");
        box.Put("files/kept.txt", "the template drops this one, too\n");
        box.Put("files/deleted.txt.hbs", "the project drops this one\n");
        await MakeAsync();
        var project = new TemplateBox();
        await CopyAsync(project, "deleted.txt");
        project.Write("billing/docs/guide.md", "text/markdown", Encoding.UTF8.GetBytes(page + "my own last line\n"));
        project.Write("billing/kept.txt", "text/plain", "the template drops this one, too\nmine\n"u8.ToArray());
        Move("2.0", Compose);
        Directory.Move(Path.Combine(box.Template, "files/docs"), Path.Combine(box.Template, "files/handbook"));
        box.Put("files/handbook/guide.md", page.Replace("line 2 ", "line two ", StringComparison.Ordinal));
        File.Delete(Path.Combine(box.Template, "files/gone.txt"));
        File.Delete(Path.Combine(box.Template, "files/kept.txt"));
        box.Put("files/deleted.txt.hbs", "the project drops this one, changed\n");

        using (project)
        {
            CopyTemplate(project);
            var outcome = await project.CallAsync("update_from_template", new { path = "billing", template_path = project.Template }, Token);
            Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
            var updated = outcome.Result;

            var guide = await project.TextAsync("billing/handbook/guide.md", Token);
            Assert.Contains("line two of the page", guide, StringComparison.Ordinal);
            Assert.EndsWith("my own last line\n", guide, StringComparison.Ordinal);
            Assert.Equal(["docs/guide.md", "gone.txt"], updated.GetProperty("obsolete").EnumerateArray().Select(file => file.GetProperty("path").GetString()));
            Assert.Equal(["deleted-in-project deleted.txt", "deleted-in-template kept.txt"], updated.GetProperty("conflicts").EnumerateArray().Select(each => $"{each.GetProperty("rule").GetString()} {each.GetProperty("path").GetString()}"));
            Assert.DoesNotContain("billing/deleted.txt", project.List().Select(file => file.Path));
            Assert.Contains("billing/gone.txt", project.List().Select(file => file.Path));
        }
    }

    [Fact]
    public async Task A_file_that_the_project_moved_is_merged_where_it_is()
    {
        var page = string.Concat(Enumerable.Range(1, 12).Select(number => $"line {number} of the page\n"));
        box.Put("files/guide.md", page);
        await MakeAsync();
        using var project = new TemplateBox();
        await CopyAsync(project, "guide.md");
        project.Write("billing/docs/manual.md", "text/markdown", Encoding.UTF8.GetBytes("# Mine\n" + page));
        box.Put("files/guide.md", page + "line 13 of the page\n");
        CopyTemplate(project);

        var outcome = await project.CallAsync("update_from_template", new { path = "billing", template_path = project.Template }, Token);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        Assert.Equal("# Mine\n" + page + "line 13 of the page\n", await project.TextAsync("billing/docs/manual.md", Token));
    }

    [Fact]
    public async Task Of_a_binary_file_that_both_changed_both_are_kept()
    {
        byte[] Picture(byte last) => [0x89, 0x50, 0, 0, last];
        void Template(byte last) => File.WriteAllBytes(Path.Combine(box.Template, "files", "logo.png"), Picture(last));
        box.Put("files/logo.png", "");
        box.Put("files/icon.png", "");
        Template(1);
        File.WriteAllBytes(Path.Combine(box.Template, "files", "icon.png"), Picture(1));
        await MakeAsync();
        box.Write("billing/logo.png", "image/png", Picture(2));
        Template(3);
        File.WriteAllBytes(Path.Combine(box.Template, "files", "icon.png"), Picture(4));

        var updated = await UpdateAsync(new { path = "billing" });

        Assert.Equal(Picture(2), (await box.ReadAsync("billing/logo.png", Token)).Value!.Bytes.ToArray());
        Assert.Equal(Picture(3), (await box.ReadAsync("billing/logo.template.png", Token)).Value!.Bytes.ToArray());
        Assert.Equal(Picture(4), (await box.ReadAsync("billing/icon.png", Token)).Value!.Bytes.ToArray());
        Assert.Equal("binary-conflict", Assert.Single(updated.GetProperty("conflicts").EnumerateArray()).GetProperty("rule").GetString());
    }

    [Fact]
    public async Task A_project_that_does_not_say_what_it_was_made_from_needs_the_old_template()
    {
        Lay();
        Own("compose.yaml", Rendered() + "    labels: [mine]\n");
        var refused = await box.CallAsync("update_from_template", new { path = "billing", template_path = box.Template }, Token);
        Assert.Contains("Give from", refused.Result.GetProperty("message").GetString()!, StringComparison.Ordinal);

        foreach (var (path, text) in new[] { ("template.yaml", Manifest), ("files/compose.yaml.hbs", Compose) })
        {
            box.Write("old/" + path, "text/plain", Encoding.UTF8.GetBytes(text));
        }

        Move("2.0", Compose.Replace("services:", "name: {{name}}\nservices:", StringComparison.Ordinal));
        await UpdateAsync(new { path = "billing", template_path = box.Template, from = "old", variables = new { name = "billing" } });
        Assert.Equal("name: billing\n" + Rendered() + "    labels: [mine]\n", await TextAsync("compose.yaml"));
        Assert.True((await UpdateAsync(new { path = "billing" })).GetProperty("up_to_date").GetBoolean());
    }

    [Fact]
    public async Task A_default_that_changed_is_told()
    {
        await MakeAsync();
        box.Put("template.yaml", Manifest.Replace("8080", "9090", StringComparison.Ordinal));
        var updated = await UpdateAsync(new { path = "billing" });
        Assert.Contains("'port' is '9090' by the newer template; it was '8080'", Assert.Single(updated.GetProperty("warnings").EnumerateArray()).GetString()!, StringComparison.Ordinal);
        Assert.Contains("ports: [9090]", await TextAsync("compose.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_asked_for_again()
    {
        Lay();
        box.Put("template.yaml", Manifest + "\n  - name: token\n    secret: true\n    default: none\n");
        box.Put("files/token.txt.hbs", "{{token}}\n");
        await box.CallAsync("generate_from_template", new { template_name = "case", output_path = "billing", variables = new { name = "billing", token = "s3cret" } }, Token);
        Assert.DoesNotContain("s3cret", await TextAsync(".opsroom-template.yml"), StringComparison.Ordinal);

        var refused = await box.CallAsync("update_from_template", new { path = "billing" }, Token);
        Assert.Contains("made with 'token', which is secret", refused.Result.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.True((await UpdateAsync(new { path = "billing", variables = new { token = "s3cret" } })).GetProperty("up_to_date").GetBoolean());
    }

    [Fact]
    public async Task No_line_that_somebody_wrote_is_lost_whatever_the_template_does()
    {
        var random = new Random(11);
        for (var round = 0; round < 40; round++)
        {
            using var other = new TemplateBox();
            var (before, _, _) = RandomTexts.Three(random);
            List<string> lines = [.. before.Split('\n')];
            string[] names = ["a.txt", "b/c.txt", "b/d.md"];
            foreach (var name in names)
            {
                other.Put("files/" + name, before);
            }

            other.Put("template.yaml", "name: many\nvariables: []\n");
            await other.CallAsync("generate_from_template", new { template_name = "case", output_path = "p" }, Token);
            var mine = names.Append("own.txt").ToDictionary(name => name, _ => RandomTexts.Text(RandomTexts.Changed(lines, "mine", random), random), StringComparer.Ordinal);
            foreach (var (name, text) in mine.Where(_ => random.Next(5) > 0))
            {
                other.Write("p/" + name, "text/plain", Encoding.UTF8.GetBytes(text));
            }

            foreach (var name in names.Append("own.txt").Append("e.txt"))
            {
                var file = Path.Combine(other.Template, "files", name);
                switch (random.Next(4))
                {
                    case 0: File.Delete(file); break;
                    case 1: break;
                    default: other.Put("files/" + name, RandomTexts.Text(RandomTexts.Changed(lines, "theirs", random), random)); break;
                }
            }

            var had = (await AllAsync(other)).SelectMany(RandomTexts.Own).Where(line => line.StartsWith("mine", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
            var outcome = await other.CallAsync("update_from_template", new { path = "p" }, Token);
            Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
            var has = (await AllAsync(other)).SelectMany(text => text.Split('\n')).ToHashSet(StringComparer.Ordinal);
            Assert.Subset(has, had);
        }
    }

    private static async Task<List<string>> AllAsync(TemplateBox box)
    {
        var texts = new List<string>();
        foreach (var file in box.List().Where(file => !file.Path.EndsWith(".opsroom-template.yml", StringComparison.Ordinal)))
        {
            texts.Add(await box.TextAsync(file.Path, Token));
        }

        return texts;
    }

    private static string Rendered() => Compose.Replace("{{name}}", "billing", StringComparison.Ordinal).Replace("{{port}}", "8080", StringComparison.Ordinal);

    private static IEnumerable<string> Actions(JsonElement updated) => updated.GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("path").GetString()} {change.GetProperty("action").GetString()}");

    private void Lay()
    {
        box.Put("template.yaml", Manifest);
        box.Put("files/compose.yaml.hbs", Compose);
    }

    private async Task MakeAsync()
    {
        Lay();
        var made = await box.CallAsync("generate_from_template", new { template_name = "case", output_path = "billing", variables = new { name = "billing" } }, Token);
        Assert.True(made.Succeeded, made.Result.GetRawText());
    }

    private void Move(string version, string compose)
    {
        box.Put("template.yaml", Manifest.Replace("1.0", version, StringComparison.Ordinal));
        box.Put("files/compose.yaml.hbs", compose);
    }

    private void Own(string path, string text) => box.Write("billing/" + path, "text/plain", Encoding.UTF8.GetBytes(text));

    private async Task<JsonElement> UpdateAsync(object arguments)
    {
        var outcome = await box.CallAsync("update_from_template", arguments, Token);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        return outcome.Result;
    }

    private Task<string> TextAsync(string path) => box.TextAsync("billing/" + path, Token);

    /// <summary>The project as it was made, but for one file: a workspace has no way to delete.</summary>
    private async Task CopyAsync(TemplateBox to, string but)
    {
        foreach (var file in box.List().Where(file => file.Path != "billing/" + but))
        {
            to.Write(file.Path, file.MediaType, (await box.ReadAsync(file.Path, Token)).Value!.Bytes);
        }
    }

    private void CopyTemplate(TemplateBox to)
    {
        foreach (var file in Directory.EnumerateFiles(box.Template, "*", SearchOption.AllDirectories))
        {
            to.Put(Path.GetRelativePath(box.Template, file), File.ReadAllText(file));
        }
    }
}
