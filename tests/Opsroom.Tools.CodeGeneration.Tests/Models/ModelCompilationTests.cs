using Opsroom.Tools.CodeGeneration.Tests.Clients;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Tests.Models;

/// <summary>The models of all schemas of these tests, hostile ones among them, are compiled together by each language's own toolchain.</summary>
public sealed class ModelCompilationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Models_in_CSharp_compile_without_warnings()
    {
        using var folder = new ModelFolder();
        folder.AddAll(TargetLanguage.CSharp);
        folder.Put("Directory.Build.props", "<Project />");
        folder.Put("All.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable><TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <GenerateDocumentationFile>true</GenerateDocumentationFile><NoWarn>$(NoWarn);CS1591</NoWarn>
              </PropertyGroup>
            </Project>
            """);
        await Toolchain.RunAsync(folder.FullName, "dotnet", ["build", "All.csproj", "-v", "q", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"], Cancelled);
    }

    [Fact]
    public async Task Models_in_TypeScript_compile_strictly()
    {
        var compiler = Toolchain.TypeScript;
        using var folder = new ModelFolder();
        folder.AddAll(TargetLanguage.TypeScript);
        folder.Put("tsconfig.json", """{"compilerOptions": {"strict": true, "noEmit": true, "target": "es2022", "module": "nodenext", "lib": ["es2022", "dom"], "types": [], "noUnusedLocals": true, "noUncheckedIndexedAccess": true}}""");
        await Toolchain.RunAsync(folder.FullName, "node", [compiler, "-p", "tsconfig.json"], Cancelled);
    }

    [Fact]
    public async Task Models_in_Python_read_and_write_what_they_were_given()
    {
        var python = Toolchain.RequirePython();
        using var folder = new ModelFolder();
        folder.AddAll(TargetLanguage.Python);
        const string RoundTrip = """
            import datetime, importlib, json, sys, typing, pathlib
            for root in sorted(pathlib.Path('.').iterdir()):
                sys.path.insert(0, str(root))
                package = next(root.iterdir()).name
                module = importlib.import_module(package)
                for value in vars(module.models).values():
                    if isinstance(value, type) and value.__module__ == module.models.__name__:
                        typing.get_type_hints(value)
                sys.path.pop(0)
            import order_models
            order = {"id": "0b4a8f62-2f8e-4a53-9f5e-0d7a3f5f4f10", "items": [{"name": "pen", "quantity": 2}], "customer": {"email": "a@b"}, "payment": {"kind": "transfer", "iban": "DE1"}, "placed": "2024-05-31T12:00:00Z",
                     "status": "new one", "due": "2024-06-01", "labels": {"a": "b"}, "tree": {"children": [{}]}}
            read = order_models.Order.from_dict(order)
            assert type(read.payment).__name__ == "Transfer", read.payment
            assert read.due == datetime.date(2024, 6, 1)
            assert read.to_dict() == order, read.to_dict()
            """;
        folder.Put("check.py", "import sys\nsys.path.insert(0, 'order')\n" + RoundTrip.Replace("pathlib.Path('.').iterdir()", "path for path in pathlib.Path('.').iterdir() if path.is_dir()", StringComparison.Ordinal));
        await Toolchain.RunAsync(folder.FullName, python, ["-B", "check.py"], Cancelled);
    }

    [Fact]
    public async Task Models_in_Go_are_formatted_vetted_and_read_what_they_write()
    {
        var go = Toolchain.Require("go", "apt-get install golang-go");
        using var folder = new ModelFolder();
        folder.AddAll(TargetLanguage.Go);
        folder.Put("go.mod", "module models\n\ngo 1.19\n");
        folder.Put("order/order_test.go", """
            package ordermodels

            import (
            	"encoding/json"
            	"reflect"
            	"testing"
            )

            func TestRoundTrip(t *testing.T) {
            	given := `{"id":"0b4a8f62-2f8e-4a53-9f5e-0d7a3f5f4f10","items":[{"name":"pen","quantity":2}],"customer":{"email":"a@b"},"payment":{"kind":"transfer","iban":"DE1"},"placed":"2024-05-31T12:00:00Z","status":"new one","due":"2024-06-01","labels":{"a":"b"},"tree":{"children":[{}]}}`
            	var order Order
            	if err := json.Unmarshal([]byte(given), &order); err != nil {
            		t.Fatal(err)
            	}
            	if transfer, ok := order.Payment.AsTransfer(); !ok || transfer.Iban != "DE1" {
            		t.Fatalf("%#v", order.Payment)
            	}
            	written, err := json.Marshal(order)
            	if err != nil {
            		t.Fatal(err)
            	}
            	var before, after any
            	if json.Unmarshal([]byte(given), &before) != nil || json.Unmarshal(written, &after) != nil || !reflect.DeepEqual(before, after) {
            		t.Fatal(string(written))
            	}
            }

            """);
        await Toolchain.RunAsync(folder.FullName, go, ["vet", "./..."], Cancelled, ("GOFLAGS", "-mod=mod"), ("GOPROXY", "off"));
        await Toolchain.RunAsync(folder.FullName, go, ["test", "./order"], Cancelled, ("GOFLAGS", "-mod=mod"), ("GOPROXY", "off"));
        Assert.Equal("", await Toolchain.RunAsync(folder.FullName, Toolchain.Require("gofmt", "apt-get install golang-go"), ["-l", "."], Cancelled));
    }

    [Fact]
    public async Task Models_in_Java_compile_without_warnings_and_read_what_they_write()
    {
        var javac = Toolchain.Require("javac", "apt-get install default-jdk-headless");
        using var folder = new ModelFolder();
        folder.AddAll(TargetLanguage.Java);
        folder.Put("Check.java", """
            import order.models.*;

            public final class Check {
                public static void main(String[] arguments) {
                    String given = "{\"id\":\"0b4a8f62-2f8e-4a53-9f5e-0d7a3f5f4f10\",\"items\":[{\"name\":\"pen\",\"quantity\":2}],\"customer\":{\"email\":\"a@b\"},\"payment\":{\"kind\":\"transfer\",\"iban\":\"DE1\"},"
                        + "\"placed\":\"2024-05-31T12:00:00Z\",\"status\":\"new one\",\"due\":\"2024-06-01\",\"labels\":{\"a\":\"b\"},\"more\":[1,2.5]}";
                    Order order = Order.fromJson(Json.parse(given));
                    if (!order.payment().asTransfer().iban().equals("DE1") || !Json.plain(order).equals(Json.parse(given)) || !Order.fromJson(Json.parse(Json.write(order))).equals(order)) {
                        throw new IllegalStateException(Json.write(order));
                    }
                }
            }
            """);
        Assert.Equal("", await Toolchain.RunAsync(folder.FullName, javac, ["-Xlint:all", "-Werror", "-d", "classes", .. Directory.EnumerateFiles(folder.FullName, "*.java", SearchOption.AllDirectories)], Cancelled));
        await Toolchain.RunAsync(folder.FullName, Toolchain.Require("java", "apt-get install default-jdk-headless"), ["-cp", "classes", "Check"], Cancelled);
    }
}
