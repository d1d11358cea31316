namespace Lakehouse.Ingestor.Source;

/// <summary>What can be replicated and what a user should know of it.</summary>
internal static class SourceTableRules
{
    /// <summary>Names that every raw file has for itself. Engines compare names without case.</summary>
    private static readonly string[] Reserved = ["Op", "dms_timestamp_col", "change_seq", "_unchanged"];

    public static string? WhyRefused(string kind, IReadOnlyList<SourceColumn> columns)
    {
        if (kind is "v" or "m")
        {
            return "it is a view. Replicate the tables it reads, and make the view a model of the pipeline";
        }

        if (kind == "f")
        {
            return "it is a foreign table. Replicate it from the server that holds it";
        }

        if (columns.Count == 0)
        {
            return "it has no columns to replicate";
        }

        if (columns.FirstOrDefault(column => Reserved.Contains(column.Name, StringComparer.OrdinalIgnoreCase)) is { } reserved)
        {
            return $"its column '{reserved.Name}' has a name that raw files use themselves ({string.Join(", ", Reserved)}). Rename the column, or exclude the table with Source:Exclude";
        }

        var twins = columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twins is null ? null : $"its columns {string.Join(" and ", twins.Select(column => $"'{column.Name}'"))} differ only by case, which Spark, DuckDB and Athena cannot tell apart. Rename one, or exclude the table with Source:Exclude";
    }

    /// <summary>
    /// Updates and deletes name a row by the replica identity. Publishing a table without one would make them fail in the
    /// source, for everybody: such a table is never published.
    /// </summary>
    public static string? WhyNotCaptured(FoundRelation relation, IReadOnlyList<string> key) => relation switch
    {
        { Persistence: "u" } => $"changes are not captured: the table is unlogged. Run ALTER TABLE {relation.Name.Sql} SET LOGGED",
        { ReplicaIdentity: "n" } => $"changes are not captured: its replica identity is nothing. Run ALTER TABLE {relation.Name.Sql} REPLICA IDENTITY {(key.Count > 0 ? "DEFAULT" : "FULL")}",
        { ReplicaIdentity: "d" } when key.Count == 0 => $"changes are not captured: it has no primary key. Add one, or run ALTER TABLE {relation.Name.Sql} REPLICA IDENTITY FULL",
        _ => null,
    };

    public static IReadOnlyList<string> Remarks(IReadOnlyList<string> generated) =>
        generated.Count == 0 ? [] : [$"generated columns are left out: {string.Join(", ", generated)}"];
}
