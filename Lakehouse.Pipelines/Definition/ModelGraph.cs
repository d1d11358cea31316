namespace Lakehouse.Pipelines.Definition;

/// <summary>Puts models into an order in which each comes after those it reads.</summary>
internal static class ModelGraph
{
    /// <param name="models">Models in the file's order, which decides where the graph leaves a choice.</param>
    /// <param name="cycle">Called once for each cycle, with the models on it in reading order; the first stands again at the end.</param>
    public static IReadOnlyList<Model> Sort(IReadOnlyList<Model> models, Action<IReadOnlyList<Model>> cycle)
    {
        var byName = models.ToDictionary(model => model.Table);
        var done = new HashSet<TableReference>();
        var path = new List<Model>();
        var sorted = new List<Model>();
        foreach (var model in models)
        {
            Visit(model);
        }

        return sorted;

        void Visit(Model model)
        {
            if (path.IndexOf(model) is >= 0 and var start)
            {
                cycle([.. path[start..], model]);
                return;
            }

            if (!done.Add(model.Table))
            {
                return;
            }

            path.Add(model);
            foreach (var input in model.DependsOn)
            {
                if (byName.TryGetValue(input, out var read))
                {
                    Visit(read);
                }
            }

            path.RemoveAt(path.Count - 1);
            sorted.Add(model);
        }
    }
}
