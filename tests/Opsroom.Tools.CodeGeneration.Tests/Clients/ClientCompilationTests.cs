using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Tests.Clients;

/// <summary>The clients of all descriptions are compiled together, so that each compiler starts once.</summary>
public sealed class ClientCompilationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_in_CSharp_compile_without_warnings()
    {
        using var folder = new ClientFolder();
        foreach (var spec in ClientFolder.Specs)
        {
            folder.Add(spec, TargetLanguage.CSharp);
        }

        folder.Put("Directory.Build.props", "<Project />");
        folder.Put("All.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable><TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <GenerateDocumentationFile>true</GenerateDocumentationFile><NoWarn>$(NoWarn);CS1591</NoWarn>
              </PropertyGroup>
              <ItemGroup><Compile Remove="*/examples/**" /></ItemGroup>
            </Project>
            """);
        await Toolchain.RunAsync(folder.FullName, "dotnet", ["build", "All.csproj", "-v", "q", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"], Cancelled);
    }

    [Fact]
    public async Task Clients_in_TypeScript_compile_strictly()
    {
        var compiler = Toolchain.TypeScript;
        using var folder = new ClientFolder();
        foreach (var spec in ClientFolder.Specs)
        {
            folder.Add(spec, TargetLanguage.TypeScript);
        }

        folder.Put("tsconfig.json", """{"extends": "./petstore/tsconfig.json", "include": ["*/src", "*/examples"]}""");
        await Toolchain.RunAsync(folder.FullName, "node", [compiler, "-p", "tsconfig.json", "--noUnusedLocals"], Cancelled);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("httpx")]
    public async Task Clients_in_Python_compile_and_can_be_imported(string? style)
    {
        var python = Toolchain.RequirePython();
        using var folder = new ClientFolder();
        foreach (var spec in ClientFolder.Specs)
        {
            folder.Add(spec, TargetLanguage.Python, style);
        }

        await Toolchain.RunAsync(folder.FullName, python, ["-m", "compileall", "-q", "."], Cancelled);
        const string ImportAll = """
            import importlib, pathlib, sys, typing
            for root in sorted(pathlib.Path('.').iterdir()):
                sys.path.insert(0, str(root))
                for path in sorted(root.rglob('*.py')):
                    if 'examples' not in path.parts:
                        module = importlib.import_module('.'.join(path.relative_to(root).with_suffix('').parts).removesuffix('.__init__'))
                        for value in vars(module).values():
                            if isinstance(value, type) and value.__module__ == module.__name__:
                                typing.get_type_hints(value)
                sys.path.pop(0)
            """;
        await Toolchain.RunAsync(folder.FullName, python, ["-c", ImportAll], Cancelled);
    }

    [Fact]
    public async Task Clients_in_Go_are_formatted_and_vetted()
    {
        var go = Toolchain.Require("go", "apt-get install golang-go");
        using var folder = new ClientFolder();
        foreach (var spec in ClientFolder.Specs)
        {
            await Toolchain.RunAsync(folder.Add(spec, TargetLanguage.Go), go, ["vet", "./..."], Cancelled, ("GOFLAGS", "-mod=mod"), ("GOPROXY", "off"));
        }

        Assert.Equal("", await Toolchain.RunAsync(folder.FullName, Toolchain.Require("gofmt", "apt-get install golang-go"), ["-l", "."], Cancelled));
    }

    [Fact]
    public async Task Clients_in_Java_compile_without_warnings()
    {
        var javac = Toolchain.Require("javac", "apt-get install default-jdk-headless");
        using var folder = new ClientFolder();
        foreach (var spec in ClientFolder.Specs)
        {
            var client = folder.Add(spec, TargetLanguage.Java);
            var said = await Toolchain.RunAsync(client, javac, ["-Xlint:all", "-Werror", "-d", "classes", .. Directory.EnumerateFiles(client, "*.java", SearchOption.AllDirectories)], Cancelled);
            Assert.Equal("", said);
        }
    }
}
