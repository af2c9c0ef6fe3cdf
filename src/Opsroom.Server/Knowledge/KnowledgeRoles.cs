using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Security;

namespace Opsroom.Server.Knowledge;

/// <summary>Who may change what agents are told.</summary>
internal static class KnowledgeRoles
{
    private static readonly string[] Roles = ["operator", "admin"];

    public static bool MayChange(HttpContext context, [NotNullWhen(false)] out ErrorAnswer? denied)
    {
        denied = context.PrincipalOf().Roles.Intersect(Roles, StringComparer.Ordinal).Any()
            ? null
            : ErrorAnswer.Of(StatusCodes.Status403Forbidden, $"To change documents you need the role {string.Join(" or ", Roles)}.");
        return denied is null;
    }
}
