using Opsroom.Telemetry;
using Opsroom.Tools.Incidents.Bundles.Signing;

namespace Opsroom.Tools.Incidents;

/// <summary>What keeps saved evidence safe: the key that signs it, and who takes secrets out of it.</summary>
public sealed record BundleSafe(BundleKey Key, Redactor Redactor);
