using Opsroom.Telemetry;

namespace Opsroom.Tools.Logs;

/// <summary>What every backend's address and credentials have to be.</summary>
internal static class BackendChecks
{
    public static IEnumerable<string> Of(string section, string product, string setting, string? address, TimeSpan patience, Secret? bearer, string? user, Secret? password)
    {
        if (address is not null
            && (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0))
        {
            yield return $"{section}:Url is not an address of the form http://HOST:PORT/PATH: give the address of {product} ({setting}), and a user and password in {section}:Username and {section}:Password.";
        }

        if (bearer is not null && (user is not null || password is not null))
        {
            yield return $"{section}:BearerToken is set beside {section}:Username or {section}:Password: leave one of them out.";
        }

        if (user is null != password is null)
        {
            yield return $"{section}:{(user is null ? "Username" : "Password")} is missing: give both a user and a password, or neither.";
        }

        if (patience < TimeSpan.FromSeconds(1) || patience > TimeSpan.FromMinutes(10))
        {
            yield return $"{section}:RequestTimeout is '{patience}': give a time from 1 second to 10 minutes.";
        }
    }
}
