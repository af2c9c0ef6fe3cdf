using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Opsroom.Tools.Databases.Tests.Sql;

/// <summary>PostgreSQL's own parser, as Debian packs it.</summary>
internal static partial class PgQuery
{
    private const string Library = "libpg_query.so.1504.0";

    /// <summary>Where statements begin and end in UTF-8; null where the text is refused. Skips the test where the library is not installed.</summary>
    public static ImmutableArray<(int Start, int Length)>? Split(string sql)
    {
        RequireLibrary();
        var result = SplitWithParser(sql);
        try
        {
            if (result.Error != 0)
            {
                return null;
            }

            var statements = ImmutableArray.CreateBuilder<(int, int)>();
            for (var index = 0; index < result.Count; index++)
            {
                var statement = Marshal.ReadIntPtr(result.Statements, index * IntPtr.Size);
                statements.Add((Marshal.ReadInt32(statement), Marshal.ReadInt32(statement, sizeof(int))));
            }

            return statements.ToImmutable();
        }
        finally
        {
            Free(result);
        }
    }

    private static void RequireLibrary()
    {
        if (NativeLibrary.TryLoad(Library, out _))
        {
            return;
        }

        const string Reason = "libpg-query is not installed; run eng/install-services.";
        if (Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail(Reason);
        }

        Assert.Skip(Reason);
    }

    [LibraryImport(Library, EntryPoint = "pg_query_split_with_parser", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SplitResult SplitWithParser(string sql);

    [LibraryImport(Library, EntryPoint = "pg_query_free_split_result")]
    private static partial void Free(SplitResult result);

    [StructLayout(LayoutKind.Sequential)]
    private struct SplitResult
    {
        public nint Statements;
        public int Count;
        public nint Stderr;
        public nint Error;
    }
}
