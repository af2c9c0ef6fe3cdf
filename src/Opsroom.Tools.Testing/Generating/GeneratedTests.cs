using System.Collections.Immutable;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Testing.Generating;

/// <summary>Tests that were written, and what each of them asserts.</summary>
/// <param name="Language">Of the source.</param>
/// <param name="Framework">Of the tests.</param>
/// <param name="Total">How many cases there are, listed here or not.</param>
public sealed record GeneratedTests(ImmutableArray<WorkspaceFile> Files, ImmutableArray<GeneratedCase> Cases, ImmutableArray<string> Warnings, string Language, string Framework, int Total);

/// <param name="Name">Of the test.</param>
/// <param name="Asserts">What it asserts.</param>
/// <param name="Known">How that is known: <c>signature</c>, <c>example</c>, <c>guard</c>, <c>constant</c>, <c>contract</c>, <c>characterisation</c> (today's behaviour), <c>person</c> (skipped: somebody has to say what is right).</param>
public sealed record GeneratedCase(string Name, string Asserts, string Known);

/// <summary>A case with the lines of its test.</summary>
/// <param name="Lines">The body, without indentation of the method.</param>
/// <param name="Skip">Why it is skipped; null where it is not.</param>
internal sealed record WrittenCase(string Name, string Asserts, string Known, ImmutableArray<string> Lines, string? Skip = null, bool IsAsync = false)
{
    public GeneratedCase Told => new(Name, Asserts, Known);
}
