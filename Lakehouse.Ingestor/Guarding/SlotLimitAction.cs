using System.Text.Json.Serialization;

namespace Lakehouse.Ingestor.Guarding;

/// <summary>What happens when the slot keeps back more WAL than its budget.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SlotLimitAction>))]
internal enum SlotLimitAction
{
    /// <summary>Nothing but errors in the log: the slot is kept, whatever the server's disk says.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,

    /// <summary>The slot is given up, so that the server's disk is free again, and every table is loaded again.</summary>
    [JsonStringEnumMemberName("resync")]
    Resync,
}
