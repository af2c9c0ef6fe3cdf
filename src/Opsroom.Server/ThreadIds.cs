using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;

namespace Opsroom.Server;

/// <summary>Thread ids at the edge, where they are text.</summary>
internal static partial class ThreadIds
{
    /// <summary>What a thread id in a body or a query has to be like.</summary>
    public static TextRule Rule { get; } = new() { Pattern = (Shape(), ThreadId.Pattern) };

    /// <summary>The same for a query, where an empty value is none.</summary>
    public static TextRule QueryRule { get; } = Rule with { EmptyIsAbsent = true };

    /// <summary>The thread that a path names; null where nothing can be called so.</summary>
    public static ThreadKey? KeyOf(HttpContext context, string threadId) =>
        ThreadId.TryParse(threadId, out var id) ? new ThreadKey(context.PrincipalOf().Tenant, id) : null;

    public static ErrorAnswer Unknown(string threadId) => ErrorAnswer.NotFound(
        ThreadId.TryParse(threadId, out _) ? $"There is no thread '{threadId}'." : "There is no thread of that name.");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\\z", RegexOptions.None, 1000)]
    private static partial Regex Shape();
}
