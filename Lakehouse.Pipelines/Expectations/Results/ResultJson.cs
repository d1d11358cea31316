using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>The <c>result</c> object of a validation result, as Great Expectations writes it for its result format SUMMARY.</summary>
internal static class ResultJson
{
    public static JsonObject Of(Observation observation, IReadOnlyList<JsonNode?> unexpected, IReadOnlyList<JsonObject> failing)
    {
        var result = new JsonObject();
        if (observation.Unexpected is { } count && observation.Elements is { } elements)
        {
            Count(result, observation, elements, count, unexpected);
        }
        else
        {
            result["observed_value"] = observation.Observed?.DeepClone();
            if (failing.Count > 0)
            {
                result["details"] = new JsonObject { ["unexpected_rows"] = new JsonArray([.. failing.Select(row => row.DeepClone())]) };
            }
        }

        if (observation.Details is { } details)
        {
            result["details"] = details.DeepClone();
        }

        return result;
    }

    private static void Count(JsonObject result, Observation observation, long elements, long count, IReadOnlyList<JsonNode?> unexpected)
    {
        var considered = observation.Considered ?? elements;
        result["element_count"] = elements;
        result["unexpected_count"] = count;
        result["unexpected_percent"] = Percent(count, considered);
        result["partial_unexpected_list"] = new JsonArray([.. unexpected.Select(value => value?.DeepClone())]);
        if (observation.Considered is not null)
        {
            result["missing_count"] = elements - considered;
            result["missing_percent"] = Percent(elements - considered, elements);
            result["unexpected_percent_total"] = Percent(count, elements);
            result["unexpected_percent_nonmissing"] = Percent(count, considered);
        }

        result["partial_unexpected_counts"] = new JsonArray([.. unexpected
            .GroupBy(value => value?.ToJsonString())
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new JsonObject { ["value"] = group.First()?.DeepClone(), ["count"] = group.Count() })]);
    }

    private static double? Percent(long part, long whole) => whole == 0 ? null : 100.0 * part / whole;
}
