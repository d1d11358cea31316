using System.Text.Json.Serialization;

namespace Lakehouse.Ingestor.Guarding;

/// <summary>How much of its budget a slot keeps back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SlotState>))]
internal enum SlotState
{
    /// <summary>Less than half.</summary>
    [JsonStringEnumMemberName("healthy")]
    Healthy,

    /// <summary>Half or more.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>More than all.</summary>
    [JsonStringEnumMemberName("exceeded")]
    Exceeded,
}
