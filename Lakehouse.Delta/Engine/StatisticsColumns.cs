using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Which columns of new files get statistics.</summary>
/// <param name="schema">The table's schema.</param>
/// <param name="metadata">Its properties.</param>
/// <param name="clustering">Physical paths of clustering columns, which always have statistics.</param>
internal sealed class StatisticsColumns(StructType schema, Metadata metadata, IReadOnlyList<string[]> clustering)
{
    /// <summary>Columns beyond this many have none, unless properties say otherwise.</summary>
    private const int DefaultCount = 32;

    private readonly int count = int.TryParse(metadata.Property("delta.dataSkippingNumIndexedCols"), CultureInfo.InvariantCulture, out var own) ? own : DefaultCount;

    /// <summary>The property <c>delta.dataSkippingStatsColumns</c>, <c>id,address.city</c>, comes before the number of columns.</summary>
    private readonly string[][]? named = metadata.Property("delta.dataSkippingStatsColumns") is { } list ? [.. Split(list).Select(path => Physical(schema, path)).OfType<string[]>()] : null;

    /// <summary>Whether a leaf column has statistics.</summary>
    /// <param name="path">Its physical path.</param>
    /// <param name="position">Its number among the leaf columns, from 0.</param>
    public bool Contains(string[] path, int position) =>
        clustering.Any(start => StartsWith(path, start)) || (named is not null ? named.Any(start => StartsWith(path, start)) : count < 0 || position < count);

    /// <summary>The paths of the domain <c>delta.clustering</c>: <c>{"clusteringColumns":[["col-1"],["col-2","col-3"]]}</c>, or names alone.</summary>
    public static IReadOnlyList<string[]> Clustering(IReadOnlyDictionary<string, DomainMetadata> domains)
    {
        if (!domains.TryGetValue("delta.clustering", out var domain))
        {
            return [];
        }

        using var json = JsonDocument.Parse(domain.Configuration);
        return json.RootElement.TryGetProperty("clusteringColumns", out var columns)
            ? [.. columns.EnumerateArray().Select(column => column.ValueKind == JsonValueKind.Array ? column.EnumerateArray().Select(name => name.GetString()!).ToArray() : [column.GetString()!])]
            : [];
    }

    /// <summary>Commas inside backticks belong to names.</summary>
    private static IEnumerable<string> Split(string list)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || (list[i] == ',' && !quoted))
            {
                if (list[start..i].Trim() is { Length: > 0 } path)
                {
                    yield return path;
                }

                start = i + 1;
            }
            else
            {
                quoted ^= list[i] == '`';
            }
        }
    }

    /// <summary>The physical path of a column, or null when there is none any more.</summary>
    private static string[]? Physical(StructType schema, string path)
    {
        var physical = new List<string>();
        DataType type = schema;
        foreach (var name in ColumnPath.Parse(path))
        {
            if ((type as StructType)?.Find(name) is not { } field)
            {
                return null;
            }

            physical.Add(field.PhysicalName);
            type = field.Type;
        }

        return [.. physical];
    }

    private static bool StartsWith(string[] path, string[] start) => path.Length >= start.Length && path.AsSpan(0, start.Length).SequenceEqual(start);
}
