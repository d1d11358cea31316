namespace Lakehouse.Delta.Engine;

/// <summary>A column, or a field inside structs, that a filter asks about.</summary>
/// <param name="Path">Physical names from the top, as statistics use them.</param>
/// <param name="Type">Its type.</param>
/// <param name="Partition">Its number among the partition columns, or -1.</param>
internal sealed record FilterColumn(IReadOnlyList<string> Path, DataType Type, int Partition)
{
    /// <summary>Finds what an expression such as <c>t.address.city</c> names: a table alias may come first. Null when there is no such column.</summary>
    public static FilterColumn? Find(Snapshot snapshot, IReadOnlyList<string> names)
    {
        var start = snapshot.Schema.Find(names[0]) is null && names.Count > 1 ? 1 : 0;
        if (snapshot.Schema.Find(names[start]) is not { } field)
        {
            return null;
        }

        var path = new List<string> { field.PhysicalName };
        var type = field.Type;
        foreach (var name in names.Skip(start + 1))
        {
            if (type is not StructType nested || nested.Find(name) is not { } inner)
            {
                return null;
            }

            path.Add(inner.PhysicalName);
            type = inner.Type;
        }

        var partition = path.Count > 1 ? -1 : snapshot.Metadata.PartitionColumns.Select((column, i) => (column, i))
            .Where(pair => string.Equals(pair.column, field.Name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.i).FirstOrDefault(-1);
        return new FilterColumn(path, type, partition);
    }
}
