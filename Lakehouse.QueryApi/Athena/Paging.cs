using System.Text.Json.Nodes;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Lists in pages.</summary>
internal static class Paging
{
    /// <summary>One page of a list, with NextToken where there is more.</summary>
    public static JsonObject Page<T>(AthenaInput input, string list, IEnumerable<T> items, int least, int most, string member, Func<T, JsonNode?> shape)
    {
        var size = input.Number("MaxResults", most, least, most);
        size = size == 0 ? most : size;
        var start = (int)Math.Min(PageToken.Read(list, input.OptionalText("NextToken", 1, 1_024)), int.MaxValue - 1);
        var page = items.Skip(start).Take(size + 1).ToArray();
        var answer = new JsonObject { [member] = new JsonArray([.. page.Take(size).Select(shape)]) };
        if (page.Length > size)
        {
            answer["NextToken"] = PageToken.Write(list, start + size);
        }

        return answer;
    }
}
