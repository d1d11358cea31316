using Lakehouse.Ingestor.Control;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Says what became of a table's columns.</summary>
internal static class SchemaDifference
{
    /// <summary>For people: <c>added premiere date; dropped score</c>; null where nothing changed. Postgres does not say that a column was renamed: one that keeps place and type was.</summary>
    public static string? Between(IReadOnlyList<ColumnControl> before, IReadOnlyList<ColumnControl> after)
    {
        var (old, now) = (before.ToDictionary(column => column.Name), after.ToDictionary(column => column.Name));
        var renamed = before.Count != after.Count ? [] : before.Zip(after)
            .Where(pair => !now.ContainsKey(pair.First.Name) && !old.ContainsKey(pair.Second.Name) && pair.First.PostgresType == pair.Second.PostgresType)
            .ToDictionary(pair => pair.First.Name, pair => pair.Second.Name);
        string[] parts =
        [
            .. renamed.Select(pair => $"renamed {pair.Key} to {pair.Value}"),
            .. after.Where(column => !old.ContainsKey(column.Name) && !renamed.ContainsValue(column.Name)).Select(column => $"added {column.Name} {column.PostgresType}"),
            .. before.Where(column => !now.ContainsKey(column.Name) && !renamed.ContainsKey(column.Name)).Select(column => $"dropped {column.Name}"),
            .. after.Where(column => old.TryGetValue(column.Name, out var was) && was.PostgresType != column.PostgresType).Select(column => $"{column.Name} is now {column.PostgresType}, was {old[column.Name].PostgresType}"),
        ];
        return parts.Length > 0 ? string.Join("; ", parts) : before.Select(column => column.Name).SequenceEqual(after.Select(column => column.Name)) ? null : "the order of columns changed";
    }
}
