using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Sandboxing;

/// <summary>The real sandbox; a test that needs it is skipped where it is not installed.</summary>
internal static class Bubblewrap
{
    public static Sandbox Open(Action<TestingOptions>? set = null)
    {
        var options = new TestingOptions { MemoryMegabytes = 1024, DiskMegabytes = 256 };
        set?.Invoke(options);
        var sandbox = new Sandbox(options, TimeProvider.System);
        Require(sandbox.IsSandboxed, "bubblewrap");
        return sandbox;
    }

    /// <param name="program">An absolute path.</param>
    public static void RequireProgram(string program) => Require(File.Exists(program), program);

    private static void Require(bool isThere, string what)
    {
        if (isThere)
        {
            return;
        }

        var reason = $"{what} is not installed; run eng/install-services.";
        if (Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }
}
