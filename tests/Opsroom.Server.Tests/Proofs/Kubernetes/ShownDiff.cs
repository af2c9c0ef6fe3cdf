using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>Judges a preview by what the API server had before and has after the change.</summary>
internal static class ShownDiff
{
    /// <summary>What the API server and controllers keep for themselves.</summary>
    private static readonly FrozenSet<string> Ignored = FrozenSet.Create(
        StringComparer.Ordinal, "/metadata/managedFields", "/metadata/resourceVersion", "/metadata/generation", "/metadata/uid", "/metadata/creationTimestamp",
        "/metadata/selfLink", "/metadata/namespace", "/metadata/annotations/deployment.kubernetes.io/revision");

    /// <summary>Every field that the change set or took away is on a line that says so, with its value.</summary>
    /// <param name="before">Null where there was no object.</param>
    /// <param name="after">What the API server has then; of an object that is new, what was sent. Null where it is gone.</param>
    public static void AssertTrue(PendingItem item, JsonObject? before, JsonObject? after) => AssertTrue([item], before, after);

    /// <inheritdoc cref="AssertTrue(PendingItem, JsonObject?, JsonObject?)"/>
    /// <param name="items">What was shown, where it took several calls.</param>
    public static void AssertTrue(IReadOnlyList<PendingItem> items, JsonObject? before, JsonObject? after)
    {
        var (old, now) = (LeavesOf(before), LeavesOf(after));
        var shown = string.Join('\n', items.Select(item => item.Preview));
        var added = LinesOf(items, '+');
        foreach (var (path, value) in now.Where(leaf => old.GetValueOrDefault(leaf.Key) != leaf.Value))
        {
            Assert.True(added.Exists(line => Names(line, path, value)), $"{path} becomes {value}, which no added line says:\n{shown}");
        }

        var removed = LinesOf(items, '-');
        foreach (var (path, value) in old.Where(leaf => after is not null && now.GetValueOrDefault(leaf.Key) != leaf.Value))
        {
            Assert.True(removed.Exists(line => Names(line, path, value)), $"{path} is no longer {value}, which no removed line says:\n{shown}");
        }
    }

    /// <summary>The lines of the diff that begin with a sign, and those that show an old and a new value side by side.</summary>
    private static List<string> LinesOf(IEnumerable<PendingItem> items, char sign) =>
        [.. items.SelectMany(item => Diff(item).Split('\n')).Where(line => line.TrimStart().StartsWith(sign) || line.Contains('→', StringComparison.Ordinal) || line.Contains(" -> ", StringComparison.Ordinal))];

    /// <summary>The diff of a call, and those of the calls that it makes where they are shown for themselves.</summary>
    public static string Diff(PendingItem item)
    {
        List<string> diffs = [];
        Gather(item.Json["preview"], diffs);
        return diffs.Count > 0 ? string.Join('\n', diffs) : throw new InvalidOperationException($"The preview has no diff: {item.Json.ToJsonString()}");
    }

    private static void Gather(JsonNode? node, List<string> diffs)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map)
            {
                if (name == "diff" && value is JsonValue text)
                {
                    diffs.Add((string)text!);
                }

                Gather(value, diffs);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var each in list)
            {
                Gather(each, diffs);
            }
        }
    }

    private static bool Names(string line, string path, string value)
    {
        var field = path[(path.LastIndexOf('/') + 1)..];
        var named = field.Length == 0 || char.IsAsciiDigit(field[0]) || line.Contains(field, StringComparison.Ordinal);

        // a moment differs from one look to the next
        return named && (IsMoment(value) || line.Contains(value, StringComparison.Ordinal));
    }

    /// <summary>Values by the path of their field, without those that are ignored.</summary>
    private static Dictionary<string, string> LeavesOf(JsonObject? state)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        if (state is not null)
        {
            var plain = state.DeepClone().AsObject();
            plain.Remove("status");
            plain.Remove("apiVersion");
            plain.Remove("kind");
            Collect(plain, "", leaves);
        }

        return leaves;
    }

    private static void Collect(JsonNode? node, string path, Dictionary<string, string> leaves)
    {
        if (IsIgnored(path))
        {
            return;
        }

        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map)
                {
                    Collect(value, $"{path}/{name}", leaves);
                }

                break;
            case JsonArray list:
                for (var index = 0; index < list.Count; index++)
                {
                    Collect(list[index], $"{path}/{index}", leaves);
                }

                break;
            default:
                leaves[path] = node?.ToString() ?? "null";
                break;
        }
    }

    private static bool IsMoment(string value) => DateTimeOffset.TryParseExact(
        value, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsIgnored(string path) =>
        Ignored.Contains(path) || (path.StartsWith("/metadata/annotations/", StringComparison.Ordinal) && path.Contains("opsroom", StringComparison.Ordinal));
}
