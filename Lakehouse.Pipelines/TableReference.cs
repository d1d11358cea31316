namespace Lakehouse.Pipelines;

/// <summary>A table as models name it: <c>staged.ratings</c>, <c>curated.movie_ratings</c>.</summary>
/// <param name="Zone">The zone, which is the schema in SQL.</param>
/// <param name="Name">The table's name, spelled as in <c>pipeline.yaml</c>.</param>
public readonly record struct TableReference(Zone Zone, string Name)
{
    /// <summary>The name as SQL writes it: <c>staged.ratings</c>.</summary>
    public override string ToString() => $"{Schema}.{Name}";

    /// <summary>What stands before the name in SQL: <c>staged</c>.</summary>
    public string Schema => Zone switch
    {
        Zone.Source => "source",
        Zone.Staged => "staged",
        _ => "curated",
    };
}
