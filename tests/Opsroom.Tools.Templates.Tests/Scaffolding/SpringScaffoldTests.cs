using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class SpringScaffoldTests
{
    private const string Console = "/usr/share/java/junit-platform-console-standalone.jar";

    [Fact]
    public async Task A_Spring_Boot_service_is_built_and_tested_by_Maven()
    {
        ScaffoldedFolder.Need(ScaffoldedFolder.Find("javac") is not null, "A JDK");
        var repository = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".m2/repository/org/springframework/boot/spring-boot-starter-parent");
        Assert.SkipUnless(ScaffoldedFolder.Find("mvn") is not null && Directory.Exists(repository), "Spring Boot's libraries are not at hand: Maven's repository is not reached from here, and no distribution has them.");
        using var folder = await ScaffoldedFolder.OfAsync("spring-boot");
        await folder.RunAsync("mvn", "--batch-mode", "--offline", "verify");
    }

    [Fact]
    public async Task What_needs_no_Spring_compiles_without_a_warning_and_passes_its_own_tests()
    {
        ScaffoldedFolder.Need(ScaffoldedFolder.Find("javac") is not null && File.Exists(Console), "A JDK with JUnit 5 (default-jdk-headless, junit5)");
        using var folder = await ScaffoldedFolder.OfAsync("spring-boot", variables: """{"group": "com.acme.shop"}""");
        var (main, test) = ("src/main/java/com/acme/shop/billingapi/items", "src/test/java/com/acme/shop/billingapi/items");
        Directory.CreateDirectory(Path.Combine(folder.Path, "target/classes"));
        await folder.RunAsync("javac", "-Xlint:all", "-Werror", "-d", "target/classes", $"{main}/Item.java", $"{main}/ItemStore.java", $"{main}/MemoryItemStore.java");
        await folder.RunAsync("javac", "-d", "target/classes", "-cp", "target/classes:/usr/share/java/junit-jupiter-api.jar:/usr/share/java/apiguardian-api.jar:/usr/share/java/opentest4j.jar:/usr/share/java/junit-platform-commons.jar", $"{test}/ItemTests.java");
        var tested = await folder.RunAsync("java", "-jar", Console, "-cp", "target/classes", "--scan-class-path");

        Assert.Contains("3 tests successful", tested, StringComparison.Ordinal);
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
    }

    [Fact]
    public async Task Its_files_are_well_formed_and_stand_where_their_packages_say()
    {
        using var folder = await ScaffoldedFolder.OfAsync("spring-boot");
        var pom = XDocument.Load(Path.Combine(folder.Path, "pom.xml"));
        Assert.Equal("billing-api", pom.Root!.Element(pom.Root.Name.Namespace + "artifactId")!.Value);
        var settings = new YamlStream();
        settings.Load(new StringReader(await File.ReadAllTextAsync(Path.Combine(folder.Path, "src/main/resources/application.yaml"), TestContext.Current.CancellationToken)));
        Assert.Single(settings.Documents);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder.Path, "src"), "*.java", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            var package = text[8..text.IndexOf(';', StringComparison.Ordinal)];
            Assert.EndsWith("/java/" + package.Replace('.', '/'), Path.GetDirectoryName(file), StringComparison.Ordinal);
            Assert.Contains($" {Path.GetFileNameWithoutExtension(file)}", text, StringComparison.Ordinal);
        }
    }
}
