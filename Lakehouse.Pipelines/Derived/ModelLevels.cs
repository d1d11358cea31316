namespace Lakehouse.Pipelines.Derived;

/// <summary>Models that can be computed side by side: each level reads only staged tables and earlier levels.</summary>
internal static class ModelLevels
{
    /// <param name="models">Models, each after those it reads.</param>
    public static IReadOnlyList<IReadOnlyList<Model>> Of(IReadOnlyList<Model> models)
    {
        var level = new Dictionary<TableReference, int>();
        foreach (var model in models)
        {
            level[model.Table] = model.DependsOn.Where(level.ContainsKey).Select(read => level[read] + 1).DefaultIfEmpty(0).Max();
        }

        return [.. models.GroupBy(model => level[model.Table]).OrderBy(group => group.Key).Select(group => group.ToList())];
    }
}
