using System.Globalization;
using System.Runtime.InteropServices;

namespace Opsroom.Tools.Kubernetes.Linting.ApiVersions;

/// <summary>A minor version of Kubernetes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KubernetesVersion(int Major, int Minor) : IComparable<KubernetesVersion>
{
    /// <summary>The newest whose kinds and fields the catalogue knows.</summary>
    public static KubernetesVersion Newest { get; } = new(1, 37);

    /// <summary>Reads <c>1.29</c>, <c>v1.29.4</c>, <c>v1.29.4-gke.100</c>, <c>1.29+</c>; null for anything else.</summary>
    public static KubernetesVersion? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var parts = text.Trim().TrimStart('v', 'V').Split('.');
        return parts.Length >= 2 && Number(parts[0]) is 1 && Number(parts[1].TrimEnd('+').Split('-', '+')[0]) is { } minor ? new(1, minor) : null;
    }

    public int CompareTo(KubernetesVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public static bool operator <(KubernetesVersion left, KubernetesVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(KubernetesVersion left, KubernetesVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(KubernetesVersion left, KubernetesVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(KubernetesVersion left, KubernetesVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static int? Number(string text) =>
        text.Length is > 0 and <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
