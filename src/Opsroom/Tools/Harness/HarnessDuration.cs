using System.Text.RegularExpressions;

namespace Opsroom.Tools.Harness;

/// <summary>Harness's notation of time: whole numbers of <c>w d h m s</c>, of which only seconds may not be less than ten.</summary>
internal static partial class HarnessDuration
{
    /// <summary>Whether Harness takes it as a timeout. An empty one counts as none.</summary>
    public static bool IsValid(string text) => Notation().IsMatch(text);

    [GeneratedRegex(@"^(?:[1-9][0-9]{1,8}s|[1-9][0-9]{0,8}[mhwd](?:\s?[0-9]{1,9}[smhwd])*)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Notation();
}
