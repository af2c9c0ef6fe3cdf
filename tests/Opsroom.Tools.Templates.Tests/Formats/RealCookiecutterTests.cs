using System.Diagnostics;
using System.Text;
using Opsroom.Tools.Templates.Tests.Generation;
using Opsroom.Tools.Templates.Tests.Scaffolding;

namespace Opsroom.Tools.Templates.Tests.Formats;

/// <summary>Whole templates as people write them, rendered by the real cookiecutter and by ours: the same files, byte for byte.</summary>
public sealed class RealCookiecutterTests : IDisposable
{
    private const string Program = "/usr/bin/cookiecutter";
    private const string Top = "{{cookiecutter.project_slug}}/";

    private readonly TemplateBox box = new();

    public static TheoryData<string, string> Cases => new()
    {
        { "service", "project_name=Billing API|license=Apache-2.0|use_docker=y" },
        { "service", "project_name=Grüße & Co|license=none|use_docker=n" },
        { "service", "" },
        { "structures", "" },
        { "structures", "project_slug=other|environments=prod" },
        { "shared", "" },
        { "whitespace", "" },
        { "report", "owner=Team Ä" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => box.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_template_is_rendered_as_by_the_real_one(string template, string given)
    {
        ScaffoldedFolder.Need(File.Exists(Program), "cookiecutter");
        Lay(template);
        var values = given.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var real = await RealAsync(values);

        var made = await box.CallAsync("generate_from_template", new { template_path = box.Template, output_path = "out", variables = values }, Token);
        Assert.True(made.Succeeded, made.Result.GetRawText());
        var ours = box.List().Where(file => !file.Path.EndsWith(".opsroom-template.yml", StringComparison.Ordinal)).Select(file => file.Path["out/".Length..]).ToList();
        Assert.Equal(real.Keys.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
        foreach (var (path, bytes) in real)
        {
            Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString((await box.ReadAsync("out/" + path, Token)).Value!.Bytes.Span));
        }
    }

    private async Task<Dictionary<string, byte[]>> RealAsync(Dictionary<string, string> values)
    {
        var (home, output) = (Directory.CreateDirectory(Path.Combine(box.Root, "home")).FullName, Directory.CreateDirectory(Path.Combine(box.Root, "real")).FullName);
        var start = new ProcessStartInfo(Program, ["--no-input", "-o", output, box.Template, .. values.Select(pair => $"{pair.Key}={pair.Value}")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        (start.Environment["HOME"], start.Environment["LC_ALL"]) = (home, "C.UTF-8");
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, errors);
        return Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(output, file), File.ReadAllBytes, StringComparer.Ordinal);
    }

    private void Lay(string template)
    {
        switch (template)
        {
            case "service":
                box.Put("cookiecutter.json", """
                    {"project_name": "My Service", "project_slug": "{{ cookiecutter.project_name|lower|replace(' ', '-')|replace('&', 'and') }}", "pkg": "{{ cookiecutter.project_slug|replace('-', '_') }}",
                     "author": "A. Person <a@example.com>", "license": ["MIT", "Apache-2.0", "none"], "use_docker": "y", "year": "2026", "port": 8080, "_copy_without_render": ["*.html", "raw/*"]}
                    """);
                box.Put(Top + "setup.cfg", "[metadata]\nname = {{ cookiecutter.project_slug }}\nauthor = {{ cookiecutter.author.split('<')[0]|trim }}\n{% if cookiecutter.license != 'none' -%}\nlicense = {{ cookiecutter.license }}\n{% endif -%}\n\n[options]\npackages = find:\n");
                box.Put(Top + "LICENSE", "{% if cookiecutter.license == 'MIT' -%}\nMIT License\n\nCopyright (c) {{ cookiecutter.year }} {{ cookiecutter.author }}\n{% elif cookiecutter.license == 'Apache-2.0' -%}\nApache License 2.0\n{%- else -%}\nAll rights reserved.\n{%- endif %}");
                box.Put(Top + ".github/workflows/ci.yml", "on: push\njobs:\n  test:\n    env:\n      PY: {% raw %}${{ matrix.python }}{% endraw %}\n    steps:\n{%- for version in ['3.11', '3.12'] %}\n      - run: tox -e py{{ version|replace('.', '') }}\n{%- endfor %}\n{%- if cookiecutter.use_docker|lower == 'y' %}\n      - run: docker build -t {{ cookiecutter.project_slug }}:{% raw %}${{ github.sha }}{% endraw %} .\n{%- endif %}\n");
                box.Put(Top + "{{cookiecutter.pkg}}/__init__.py", "\"\"\"{{ cookiecutter.project_name }}\"\"\"\n__version__ = '{{ '%d.%d.%d'|format(0, 1, 0) }}'\n");
                box.Put(Top + "{{cookiecutter.pkg}}/templates/page.html", "<p>{{ user.name }}</p>\n{% block body %}{% endblock %}\n");
                box.Put(Top + "raw/{{cookiecutter.pkg}}.txt", "{{ left as it is }}\n");
                box.Put(Top + "tests/test_{{ cookiecutter.pkg|lower }}.py", "PORT = {{ cookiecutter.port }}\n# {{ cookiecutter.project_name|upper }}{# not there #}\n");
                box.Put(Top + "empty.txt", "");
                box.Put(Top + "windows.bat", "@echo off\r\nrem {{ cookiecutter.project_name }}\r\n{% if true %}\r\necho yes\r\n{% endif %}\r\n");
                box.Put(Top + "no-end.txt", "{{ cookiecutter.project_slug }}");
                File.WriteAllBytes(Path.Combine(box.Template, Top, "logo.png"), [0x89, 0x50, 0x4e, 0x47, 0, 1, 2, (byte)'{', (byte)'{', 0xff]);
                break;
            case "structures":
                box.Put("cookiecutter.json", """
                    {"project_slug": "structures", "environments": ["dev", "staging", "prod"], "limits": {"dev": {"cpu": 1, "memory": "1Gi"}, "prod": {"cpu": 4, "memory": "8Gi", "tags": ["a", "b"]}}, "flag": true, "_hidden": "{{ not rendered }}", "nothing": null}
                    """);
                box.Put(Top + "limits.yaml", "environment: {{ cookiecutter.environments }}\n{% for name, limit in cookiecutter.limits|dictsort %}\n{{ name }}:\n{%- for key, value in limit.items() %}\n  {{ key }}: {{ value }}\n{%- endfor %}\n{% endfor %}");
                box.Put(Top + "all.json", "{{ cookiecutter.limits|jsonify }}\n{{ cookiecutter.limits|tojson }}\n");
                box.Put(Top + "facts.txt", "{{ cookiecutter.flag }} {{ cookiecutter.nothing }} {{ cookiecutter._hidden }} {{ cookiecutter.limits.prod.tags|join(', ') }} {{ 'x' if cookiecutter.flag else 'y' }} {{ 'Über uns: Größe'|slugify }} {{ cookiecutter.limits['dev'].cpu ~ 1 }}\n");
                break;
            case "shared":
                box.Put("cookiecutter.json", """{"project_slug": "shared", "title": "Shared parts"}""");
                box.Put(Top + "macros.j2", "{% macro field(name, kind='str', required=true) -%}\n{{ name }}: {{ kind }}{{ '' if required else ' | None' }}{% if caller is defined %}  # {{ caller() }}{% endif %}\n{%- endmacro %}\n{% set LIMIT = 10 %}");
                box.Put(Top + "base.j2", "# {% block title %}none{% endblock %}\n{% block body required %}{% endblock %}\n# end\n".Replace(" required", "", StringComparison.Ordinal));
                box.Put(Top + "model.py", "{% import 'macros.j2' as forms %}{% from 'macros.j2' import field as f, LIMIT %}{{ forms.field('id', 'int') }}\n{{ f('name') }}\n{{ f('note', required=false) }}\n{% call f('x') %}said {{ LIMIT }}{% endcall %}\n");
                box.Put(Top + "page.md", "{% extends 'base.j2' %}\n{% block title %}{{ super() }} {{ cookiecutter.title }}{% endblock %}\n{% block body %}{% include 'part.j2' %}{% include 'missing.j2' ignore missing %}{% endblock %}\n");
                box.Put(Top + "part.j2", "{% set ns = namespace(total=0) %}{% for i in range(4) %}{% set ns.total = ns.total + i %}{% endfor %}{{ ns.total }} of {{ cookiecutter.title }}");
                break;
            case "whitespace":
                box.Put("cookiecutter.json", """{"project_slug": "whitespace", "items": "a b  c"}""");
                box.Put(Top + "one.txt", "a\n  {%- if true %}\n  b\n  {%- endif %}\n  {% if true -%}\n\n   c\n  {%- endif -%}\n\n\nd {{- ' e ' -}} f\n{#- gone -#}\n\n  g\n{%+ if true %}h{% endif +%}\n\n");
                box.Put(Top + "two.txt", "{% for x in cookiecutter['items'].split() -%}\n  * {{ x }}\n{% endfor %}\n{%- for x in 'ab' %}{{ x }}{{ ',' if not loop.last }}{% endfor %}\n\n\n");
                box.Put(Top + "three.txt", "{% raw -%}\n   {{ kept }}  {% if %}\n{%- endraw %}\n{{ '{{' }} {{ \"}}\" }} {% set x %}  block {{ 1 + 1 }} {% endset %}[{{ x }}]{% filter upper %}\n shout\n{% endfilter %}\n");
                break;
            default:
                box.Put("cookiecutter.json", """{"project_slug": "report", "owner": "nobody", "words": "the quick brown fox jumps over the lazy dog and runs away from it"}""");
                box.Put(Top + "report.txt", """
                    {{ cookiecutter.words|wordwrap(20) }}
                    {{ cookiecutter.words|truncate(20) }}|{{ cookiecutter.words|truncate(20, true, '~') }}
                    {{ 'a\nb\n\nc'|indent(4) }}|{{ 'a\nb'|indent(2, true) }}
                    {% for row in cookiecutter.words.split()|batch(4, '-') %}{{ row|join(' | ') }}
                    {% endfor %}{% for word in cookiecutter.words.split() if word|length > 5 %}{{ word }}{% else %}none{% endfor %}
                    {{ cookiecutter.words.split()|map('length')|list }} {{ cookiecutter.words.split()|unique|sort|list }} {{ cookiecutter.words.split()|select('in', 'the fox')|list }}
                    {{ '%-10s|%5.1f|%03d' % (cookiecutter.owner, 3.14159, 7) }} {{ '{:>8}'.format(cookiecutter.owner) }} {{ cookiecutter.owner|center(12) }}|
                    {{ [3, 1, 2]|sort(reverse=true) }} {{ (1, 2)|sum }} {{ 7 // 2 }} {{ 7 / 2 }} {{ 2 ** 8 }} {{ 10 % 3 }} {{ 1_000 }} {{ 0x1f }}
                    {{ {'b': 1, 'a': [1, {'c': none}]} }} {{ [true, none, 1.0, 'it\'s', "a\"b"] }} {{ 'ä'|upper }} {{ 'x' ~ 1 ~ none }}
                    {%- set pairs = [('x', 1), ('y', 2)] %}{% for name, value in pairs %}{{ loop.index }}{{ name }}{{ value }}{{ loop.cycle(';', '.') }}{% endfor %}
                    {% with a = 1, b = 2 %}{{ a + b }}{% endwith %} {{ cookiecutter.words|wordcount }} {{ 'a,b;c'|replace(',', ';')|replace(';', '') }} {{ cookiecutter.words[4:9]|title }} {{ cookiecutter.words.split()[-1]|capitalize }}

                    """);
                break;
        }
    }
}
