using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;

namespace Amazon.StandIns;

/// <summary>How models become JSON: members by their names, times as seconds, enumerations as texts; what the SDK itself adds stays out.</summary>
internal static class ModelJson
{
    /// <param name="models">The namespace of the models.</param>
    /// <param name="naming">How members are spelt where not as in C#.</param>
    /// <param name="constants">Those of the enumerations: <see cref="Constant"/>.</param>
    public static JsonSerializerOptions Options(string models, JsonNamingPolicy? naming, params ReadOnlySpan<JsonConverter> constants)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = naming,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new SecondsConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { type => KeepOwnMembers(type, models) } },
        };
        foreach (var constant in constants)
        {
            options.Converters.Add(constant);
        }

        return options;
    }

    /// <summary>Reads and writes an enumeration.</summary>
    public static JsonConverter Constant<T>(Func<string, T> find)
        where T : ConstantClass => new ConstantConverter<T>(find);

    private static void KeepOwnMembers(JsonTypeInfo type, string models)
    {
        for (var index = type.Properties.Count - 1; index >= 0; index--)
        {
            if (type.Properties[index].AttributeProvider is System.Reflection.PropertyInfo property && property.DeclaringType?.Namespace != models)
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
