using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Opsroom.Server;
using Opsroom.Threads;
using Opsroom.Tools.CodeGeneration;
using Opsroom.Tools.Databases;
using Opsroom.Tools.Templates;
using Opsroom.Tools.Testing;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Types = ArchUnitNET.Fluent.Syntax.Elements.Types.GivenTypesConjunction;

namespace Opsroom.Tests.Architecture;

/// <summary>The allowed arrows of ARCHITECTURE.md.</summary>
public sealed class ArrowTests
{
    private static readonly ArchUnitNET.Domain.Architecture Code = new ArchLoader()
        .LoadAssemblies(typeof(IStore).Assembly, typeof(OpsroomServer).Assembly).Build();

    private static readonly string[] Parts = ["Threads", "Agents", "Telemetry", "Knowledge", "Tools", "Models", "Approvals", "Workflow", "Retention"];

    /// <summary>What each part of the brain may know beside itself and telemetry.</summary>
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Threads", [] },
        { "Agents", [] },
        { "Telemetry", ["Threads"] },
        { "Knowledge", ["Threads"] },
        { "Tools", ["Knowledge", "Threads"] },
        { "Models", ["Agents", "Tools", "Threads"] },
        { "Approvals", ["Agents", "Tools", "Threads"] },
        { "Workflow", ["Agents", "Tools", "Models", "Threads", "Approvals"] },
        { "Retention", ["Threads", "Workflow"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_part_of_the_brain_knows_only_what_it_may(string part, string[] allowed)
    {
        var forbidden = Parts.Except([part, "Telemetry", .. allowed]).ToList();
        if (forbidden.Count == 0)
        {
            return;
        }

        Of(part).Should().NotDependOnAny(Of($"({string.Join('|', forbidden)})")).WithoutRequiringPositiveResults().Check(Code);
    }

    [Fact]
    public void An_arrow_that_is_there_is_seen() =>
        Assert.False(Of("Workflow").Should().NotDependOnAny(Of("Threads")).HasNoViolations(Code));

    [Fact]
    public void The_brain_knows_neither_the_web_framework_nor_the_server()
    {
        var references = typeof(IStore).Assembly.GetReferencedAssemblies().Select(each => each.Name!).ToList();
        Assert.DoesNotContain(references, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal));
        Assert.DoesNotContain("Opsroom.Server", references);
    }

    [Theory]
    [InlineData(typeof(CodeGenerationToolSets))]
    [InlineData(typeof(DatabasesToolSets))]
    [InlineData(typeof(TemplatesToolSets))]
    [InlineData(typeof(TestingToolSets))]
    public void A_system_in_a_project_of_its_own_knows_only_the_brain(System.Type inside)
    {
        var references = inside.Assembly.GetReferencedAssemblies().Select(each => each.Name!).Where(name => name.StartsWith("Opsroom", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.All(references, name => Assert.Equal("Opsroom.Core", name));
    }

    private static Types Of(string parts) => Types().That().ResideInNamespaceMatching($@"^Opsroom\.{parts}(\..*)?$");
}
