using System.Collections.Immutable;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>How a language is usually built and tested.</summary>
/// <param name="Image">A public image that has the tools; null where the build machine's own are used.</param>
/// <param name="Reports">Where test reports in JUnit's format appear.</param>
internal sealed record BuildCommands(string? Image, string Build, string Test, ImmutableArray<string> Reports)
{
    private static readonly BuildCommands DotNet = new(
        "mcr.microsoft.com/dotnet/sdk:10.0", "dotnet restore\ndotnet build --configuration Release --no-restore\n", "dotnet test --configuration Release\n", []);

    private static readonly BuildCommands Node = new("node:22", "npm ci\nnpm run build --if-present\n", "npm test\n", []);
    private static readonly BuildCommands Yarn = new("node:22", "corepack enable\nyarn install --immutable\nyarn build\n", "corepack enable\nyarn test\n", []);
    private static readonly BuildCommands Pnpm = new("node:22", "corepack enable\npnpm install --frozen-lockfile\npnpm run --if-present build\n", "corepack enable\npnpm test\n", []);

    private static readonly BuildCommands Python = new(
        "python:3.13",
        "python -m venv .venv\n. .venv/bin/activate\nif [ -f requirements.txt ]; then pip install -r requirements.txt; else pip install .; fi\npython -m compileall -q -x '\\.venv' .\n",
        ". .venv/bin/activate\npip install pytest\npytest --junitxml=reports/junit.xml\n",
        ["reports/junit.xml"]);

    private static readonly BuildCommands Poetry = new(
        "python:3.13", "pip install poetry\npoetry install --no-interaction\npoetry build\n", "pip install poetry\npoetry run pytest --junitxml=reports/junit.xml\n", ["reports/junit.xml"]);

    private static readonly BuildCommands Go = new("golang:1.25", "go mod download\ngo build ./...\n", "go vet ./...\ngo test -race ./...\n", []);
    private static readonly BuildCommands Maven = new("maven:3.9-eclipse-temurin-21", "mvn --batch-mode -DskipTests package\n", "mvn --batch-mode verify\n", ["**/target/surefire-reports/*.xml"]);
    private static readonly BuildCommands Gradle = new("gradle:8-jdk21", "gradle --no-daemon assemble\n", "gradle --no-daemon test\n", ["**/build/test-results/test/*.xml"]);
    private static readonly BuildCommands Ruby = new("ruby:3.4", "bundle install\n", "bundle install\nbundle exec rake test\n", []);
    private static readonly BuildCommands Rails = Ruby with { Test = "bundle install\nbin/rails test\n" };
    private static readonly BuildCommands Php = new("composer:2", "composer install --no-interaction --prefer-dist\n", "vendor/bin/phpunit --log-junit reports/junit.xml\n", ["reports/junit.xml"]);
    private static readonly BuildCommands Rust = new("rust:1", "cargo build --release --locked\n", "cargo test --locked\n", []);
    private static readonly BuildCommands Elixir = new("elixir:1.18", "mix local.hex --force\nmix deps.get\nmix compile --warnings-as-errors\n", "mix local.hex --force\nmix deps.get\nmix test\n", []);

    /// <summary>For a service whose language nobody stated: looks at the files, and fails with a sentence where it knows none of them.</summary>
    public static readonly BuildCommands Detected = new(null, Detection("build"), Detection("test"), []);

    private static readonly Dictionary<string, BuildCommands> Known = Index(
        (DotNet, "dotnet .net csharp c# fsharp f# aspnet aspnetcore asp.net blazor"),
        (Node, "node nodejs node.js javascript js typescript ts npm react nextjs next.js express nestjs angular vue svelte"),
        (Yarn, "yarn"),
        (Pnpm, "pnpm"),
        (Python, "python py python3 django flask fastapi pip"),
        (Poetry, "poetry"),
        (Go, "go golang gin"),
        (Maven, "java maven spring springboot spring-boot quarkus"),
        (Gradle, "kotlin gradle"),
        (Ruby, "ruby"),
        (Rails, "rails"),
        (Php, "php laravel symfony composer"),
        (Rust, "rust cargo"),
        (Elixir, "elixir phoenix"));

    public static IReadOnlyCollection<string> Languages => Known.Keys;

    /// <summary>What a language or framework is called by here; null for an unknown one.</summary>
    public static BuildCommands? For(string? language) => language is null ? null : Known.GetValueOrDefault(language.Trim().Replace(" ", string.Empty, StringComparison.Ordinal));

    /// <summary>By framework first (it says more), then by language, then by looking.</summary>
    public static BuildCommands Choose(PipelineSettings settings)
    {
        var commands = For(settings.Framework) ?? For(settings.Language) ?? Detected;
        return commands with
        {
            Image = settings.BuildImage ?? commands.Image,
            Build = settings.BuildCommand ?? commands.Build,
            Test = settings.TestCommand ?? commands.Test,
            Reports = settings.TestReports.IsDefaultOrEmpty ? (settings.TestCommand is null ? commands.Reports : []) : settings.TestReports,
        };
    }

    private static Dictionary<string, BuildCommands> Index(params ReadOnlySpan<(BuildCommands Commands, string Names)> table)
    {
        var index = new Dictionary<string, BuildCommands>(StringComparer.OrdinalIgnoreCase);
        foreach (var (commands, names) in table)
        {
            foreach (var name in names.Split(' '))
            {
                index[name] = commands;
            }
        }

        return index;
    }

    private static string Detection(string goal)
    {
        var isBuild = goal == "build";
        (string Files, BuildCommands Commands)[] signs =
        [
            ("mvnw pom.xml", Maven), ("gradlew build.gradle build.gradle.kts", Gradle), ("go.mod", Go), ("Cargo.toml", Rust), ("package.json", Node),
            ("pyproject.toml requirements.txt setup.py", Python), ("composer.json", Php), ("Gemfile", Ruby), ("mix.exs", Elixir), ("*.sln *.slnx *.csproj *.fsproj", DotNet),
        ];
        var lines = new List<string>
        {
            "set -eu",
            "has() { for file in \"$@\"; do [ -e \"$file\" ] && return 0; done; return 1; }",
            $"if has Makefile && grep -q '^{goal}:' Makefile; then",
            $"  make {goal}",
        };
        foreach (var (files, commands) in signs)
        {
            lines.Add($"elif has {files}; then");
            lines.AddRange((isBuild ? commands.Build : commands.Test).TrimEnd('\n').Split('\n').Select(line => "  " + line));
        }

        lines.AddRange(
        [
            "else",
            $"  echo \"No known build file was found. State the language, or the command that should {goal} the service.\" >&2",
            "  exit 1",
            "fi",
        ]);
        return string.Join('\n', lines) + "\n";
    }
}
