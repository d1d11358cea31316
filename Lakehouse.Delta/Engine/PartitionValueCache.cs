namespace Lakehouse.Delta.Engine;

/// <summary>Thousands of files share few sets of partition values: one dictionary for each set.</summary>
internal sealed class PartitionValueCache
{
    private const int Limit = 10_000;

    private readonly Dictionary<string, IReadOnlyDictionary<string, string?>> known = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string?> Share(IReadOnlyDictionary<string, string?>? values)
    {
        if (values is null || values.Count == 0)
        {
            return EmptyMap.Instance;
        }

        var key = string.Join('\u0001', values.Select(entry => $"{entry.Key}\u0002{entry.Value ?? "\u0003"}"));
        if (known.TryGetValue(key, out var same))
        {
            return same;
        }

        if (known.Count < Limit)
        {
            known.Add(key, values);
        }

        return values;
    }
}
