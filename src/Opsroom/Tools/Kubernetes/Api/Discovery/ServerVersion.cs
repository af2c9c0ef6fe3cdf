using System.Globalization;

namespace Opsroom.Tools.Kubernetes.Api.Discovery;

/// <summary>The version of an API server.</summary>
/// <param name="Git">As the server tells it: <c>v1.20.2</c>.</param>
internal sealed record ServerVersion(string Git, int Major, int Minor)
{
    /// <summary>Distributions add to the minor version: <c>27+</c>.</summary>
    public static ServerVersion Of(string git, string major, string minor) => new(git, Number(major), Number(minor));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static int Number(string text) =>
        int.TryParse(string.Concat(text.TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
