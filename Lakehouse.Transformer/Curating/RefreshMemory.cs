using Lakehouse.Pipelines;

namespace Lakehouse.Transformer.Curating;

/// <summary>The last refresh of each model, as this process knows it: one for each, and all that is needed is in the tables' logs too.</summary>
internal sealed class RefreshMemory(TransformerOptions options)
{
    private readonly Dictionary<TableReference, LastRefresh> models = [];
    private readonly Lock gate = new();

    /// <returns>The last refresh with the same SQL and inputs, or null.</returns>
    public LastRefresh? Find(TableReference model, string appId)
    {
        lock (gate)
        {
            return models.TryGetValue(model, out var last) && last.AppId == appId ? last : null;
        }
    }

    /// <summary>How many groups a model may keep beside what the others do.</summary>
    public long Budget(TableReference model)
    {
        lock (gate)
        {
            return options.KeptAggregateGroups - models.Where(other => other.Key != model).SelectMany(other => other.Value.Kept).Sum(kept => kept?.Groups ?? 0);
        }
    }

    /// <summary>Remembers a refresh in place of the one before.</summary>
    /// <returns>Aggregates that are not kept any more.</returns>
    public IReadOnlyList<KeptTable> Remember(TableReference model, LastRefresh last)
    {
        lock (gate)
        {
            var before = models.GetValueOrDefault(model);
            models[model] = last;
            return [.. (before?.Kept ?? []).OfType<KeptTable>().Where(kept => last.Kept.All(now => now?.Name != kept.Name))];
        }
    }
}
