using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>How models become JSON: members by their names in camelCase, times as seconds, enumerations as texts; what the SDK itself adds stays out.</summary>
internal static class ModelJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new SecondsConverter(), new ConstantConverter<ExecutionStatus>(ExecutionStatus.FindValue), new ConstantConverter<HistoryEventType>(HistoryEventType.FindValue) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepOwnMembers } },
    };

    private static void KeepOwnMembers(JsonTypeInfo type)
    {
        for (var index = type.Properties.Count - 1; index >= 0; index--)
        {
            if (type.Properties[index].AttributeProvider is System.Reflection.PropertyInfo property && property.DeclaringType?.Namespace != typeof(HistoryEvent).Namespace)
            {
                type.Properties.RemoveAt(index);
            }
        }
    }

    private sealed class SecondsConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => DateTime.UnixEpoch.AddSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteNumberValue((value.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
    }

    private sealed class ConstantConverter<T>(Func<string, T> find) : JsonConverter<T>
        where T : ConstantClass
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() is { } value ? find(value) : null;

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
