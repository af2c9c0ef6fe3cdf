using System.Collections.Immutable;
using Opsroom.Tools.Templates.Scaffolding.Names;

namespace Opsroom.Tools.Templates.Scaffolding.Catalogue;

/// <summary>Every kind of project that comes with the product.</summary>
internal static class ScaffoldCatalogue
{
    private static readonly string[] Endings = ["microservice", "service", "project", "application", "template", "scaffold", "restapi", "webapi", "api", "app", "backend", "server"];

    public static readonly ImmutableArray<Scaffold> All =
    [
        new("dotnet-webapi", ".NET web API")
        {
            Summary = "An HTTP API in C# on ASP.NET Core (.NET 10): minimal endpoints, validation, problem details, Prometheus metrics, JSON logs, tests with xunit.",
            Aliases = ["dotnet", "net", "csharp", "c#", "aspnet", "aspnetcore", "webapi", "dotnetapi", "netapi", "csharpapi", "minimalapi", "dotnetwebapi", "netwebapi", "dotnetcore", "netcore", "aspnetwebapi", "aspnetcorewebapi", "csharpwebapi", "dotnetminimalapi", "dotnetrestapi"],
            Reserved = ReservedNames.DotNet,
            PipelineLanguage = "dotnet",
            Memory = "256Mi",
            Settings = [("App__Environment", "{0}"), ("Logging__LogLevel__Default", "Information")],
            Commands = ["dotnet build", "dotnet test", "dotnet run --project src/__pascal__"],
        },
        new("dotnet-worker", ".NET worker")
        {
            Summary = "A background worker in C# (.NET 10): a bounded queue with retries and graceful shutdown, liveness and readiness over HTTP, Prometheus metrics, JSON logs, tests with xunit.",
            Aliases = ["worker", "dotnetworker", "networker", "workerservice", "backgroundservice", "csharpworker", "c#worker", "dotnetworkerservice", "hostedservice", "backgroundworker", "networkerservice", "dotnetbackgroundservice"],
            Reserved = ReservedNames.DotNet,
            PipelineLanguage = "dotnet",
            Memory = "256Mi",
            Settings = [("App__Environment", "{0}"), ("Logging__LogLevel__Default", "Information")],
            Commands = ["dotnet build", "dotnet test", "dotnet run --project src/__pascal__"],
        },
        new("fastapi", "FastAPI service")
        {
            Summary = "An HTTP API in Python on FastAPI: pydantic models, one error shape, Prometheus metrics, JSON logs, tests with pytest, ruff and mypy configured.",
            Aliases = ["python", "py", "fastapiservice", "pythonapi", "pythonservice", "pythonfastapi", "uvicorn", "fast"],
            Reserved = ReservedNames.Python,
            Port = 8000,
            PipelineLanguage = "fastapi",
            PipelineCommands = [("build_command", "pip install --no-cache-dir -r requirements-dev.txt\nruff check .\nmypy\n"), ("test_command", "pip install --no-cache-dir -r requirements-dev.txt\npytest --junitxml=reports/junit.xml\n")],
            Settings = [("APP_ENVIRONMENT", "{0}"), ("LOG_LEVEL", "INFO")],
            Commands = ["python -m venv .venv && . .venv/bin/activate", "pip install -r requirements-dev.txt", "pytest", "python -m __snake__"],
        },
        new("express-typescript", "Express service in TypeScript")
        {
            Summary = "An HTTP API in TypeScript on Express 5: zod schemas, one error shape, Prometheus metrics, pino logs, tests with vitest, eslint and prettier.",
            Aliases = ["express", "expressts", "typescript", "ts", "node", "nodejs", "expressjs", "typescriptservice", "nodets", "nodetypescript", "nodejstypescript", "typescriptexpress", "nodeexpress", "nodejsexpress", "javascript", "tsexpress"],
            Reserved = ReservedNames.Node,
            Port = 3000,
            PipelineLanguage = "node",
            PipelineCommands = [("build_command", "npm ci\nnpm run lint\nnpm run build\n"), ("test_command", "npm ci\nnpm test\n")],
            Settings = [("APP_ENVIRONMENT", "{0}"), ("LOG_LEVEL", "info")],
            Commands = ["npm ci", "npm test", "npm run dev"],
        },
        new("spring-boot", "Spring Boot service")
        {
            Summary = "An HTTP API in Java 21 on Spring Boot: bean validation, problem details, actuator health and Prometheus metrics, JSON logs, tests with JUnit and MockMvc, built by Maven.",
            Aliases = ["spring", "java", "springbootservice", "javaservice", "springbootjava", "javaspring", "javaspringboot", "springjava", "maven"],
            Reserved = ReservedNames.Java,
            PipelineLanguage = "maven",
            Memory = "512Mi",
            Settings = [("APP_ENVIRONMENT", "{0}"), ("LOGGING_LEVEL_ROOT", "INFO")],
            Commands = ["mvn verify", "mvn spring-boot:run"],
        },
        new("go-service", "Go service")
        {
            Summary = "An HTTP API in Go on the standard library alone: validation, one error shape, Prometheus metrics, JSON logs, graceful shutdown, tests.",
            Aliases = ["go", "golang", "goservice", "golangservice", "goapi", "gomicroservice", "golangapi"],
            Reserved = ReservedNames.Go,
            PipelineLanguage = "go",
            Memory = "64Mi",
            Settings = [("APP_ENVIRONMENT", "{0}"), ("LOG_LEVEL", "info")],
            Commands = ["go test ./...", "go run ./cmd/__name__"],
        },
        new("react-app", "React app")
        {
            Summary = "A single-page app in TypeScript on React 19 and Vite: a small feature with validation and an API client, tests with vitest and Testing Library, eslint and prettier, served by nginx without root.",
            Aliases = ["react", "reactjs", "reactts", "reacttypescript", "vite", "vitereact", "reactvite", "frontend", "spa", "reactfrontend", "reactspa", "webapp"],
            Reserved = ReservedNames.Node,
            PipelineLanguage = "react",
            PipelineCommands = [("build_command", "npm ci\nnpm run lint\nnpm run build\n"), ("test_command", "npm ci\nnpm test\n")],
            Memory = "64Mi",
            Commands = ["npm ci", "npm test", "npm run dev"],
        },
        new("terraform-module", "Terraform module")
        {
            Summary = "A Terraform module for a private, encrypted object store on AWS with labels as a submodule: validated variables, tests, an example, tflint and generated documentation.",
            Aliases = ["terraform", "tf", "tfmodule", "terraformaws", "iac", "opentofu", "tofu", "hcl"],
            HasImage = false,
            Commands = ["terraform init -backend=false", "terraform fmt -check -recursive", "terraform validate", "terraform test"],
        },
        new("helm-chart", "Helm chart")
        {
            Summary = "A Helm chart for a web application: hardened pods, probes, autoscaling, disruption budget, network policy, ingress, a schema of its values and chart tests.",
            Aliases = ["helm", "chart", "helmcharts", "k8schart", "kuberneteschart"],
            HasDockerfile = false,
            PipelineLanguage = "helm",
            PipelineStages = ["build", "test", "deploy"],
            PipelineCommands = [("build_image", "alpine/helm:3.19.0"), ("build_command", "helm lint . --strict\nhelm lint . --strict --values ci/production-values.yaml\n"), ("test_command", "helm template __name__ . --values ci/production-values.yaml\n")],
            Commands = ["helm lint . --strict", "helm template __name__ . --values values.yaml", "helm install __name__ . --namespace __name__ --create-namespace"],
        },
    ];

    /// <summary>By id or by what people call it; null where nobody knows it.</summary>
    public static Scaffold? Find(string template)
    {
        var word = Folded(template);
        if (Exact(word) is { } found)
        {
            return found;
        }

        foreach (var ending in Endings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal) && Exact(word[..^ending.Length]) is { } shorter)
            {
                return shorter;
            }
        }

        return null;
    }

    /// <summary>The id that a misspelt one was meant to be; null where none is near.</summary>
    public static string? Nearest(string template)
    {
        var word = Folded(template);
        var near = Spelling.Nearest(word, All.SelectMany(scaffold => scaffold.Aliases.Append(Folded(scaffold.Id))));
        return near is null ? null : Exact(near)!.Id;
    }

    private static Scaffold? Exact(string word) => All.FirstOrDefault(scaffold => Folded(scaffold.Id) == word || scaffold.Aliases.Contains(word, StringComparer.Ordinal));

    private static string Folded(string text) => string.Concat(text.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c == '#'));
}
