using System.Text.Json.Serialization;

namespace Opsroom.Server.Requests;

/// <summary>What request readers turn into JSON.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class RequestJson : JsonSerializerContext;
