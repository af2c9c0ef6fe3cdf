using System.Globalization;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Amounts as people write them in manifests.</summary>
internal static class Amounts
{
    private static readonly (string Suffix, decimal Factor)[] Binary = [("Gi", 1073741824m), ("Mi", 1048576m), ("Ki", 1024m)];

    public static string Of(string resource, decimal amount)
    {
        if (resource is "cpu")
        {
            return amount == Math.Truncate(amount) ? amount.ToString("0", CultureInfo.InvariantCulture) : (amount * 1000).ToString("0", CultureInfo.InvariantCulture) + "m";
        }

        if (resource is "memory" or "ephemeral-storage" or "storage" || resource.StartsWith("hugepages-", StringComparison.Ordinal))
        {
            foreach (var (suffix, factor) in Binary)
            {
                if (Math.Abs(amount) >= factor)
                {
                    return (amount / factor).ToString("0.##", CultureInfo.InvariantCulture) + suffix;
                }
            }
        }

        return amount.ToString("0.##", CultureInfo.InvariantCulture);
    }
}
