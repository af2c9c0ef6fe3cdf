using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>Where a field of an object stands: by its path in a file of objects, by its line in what a tool printed.</summary>
internal static class ObjectPlaces
{
    public static Place PlaceOf(this RecordedObject each, params ReadOnlySpan<string> path)
    {
        if (!each.Place.Location.StartsWith("line ", StringComparison.Ordinal))
        {
            return each.Place.At(path);
        }

        var line = each.Object.Body.At(path) is { Line: > 0 } node ? node.Line : each.Object.Body.Line;
        return line > 0 ? Place.Line(each.Place.Source, line) : each.Place;
    }
}
