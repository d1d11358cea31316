using System.Text.Json;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>Finds on which line each expectation of a suite starts, which a parsed document no longer knows.</summary>
internal static class SuiteLines
{
    public static IReadOnlyList<int> Find(ReadOnlySpan<byte> json)
    {
        var lines = new List<int>();
        var reader = new Utf8JsonReader(json);
        var inList = false;
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                inList = reader.ValueTextEquals("expectations"u8);
            }
            else if (inList && reader.CurrentDepth == 2 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                lines.Add(1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n'));
            }
        }

        return lines;
    }
}
