namespace Lakehouse.Delta.Engine;

/// <summary>One schema for files whose columns differ.</summary>
internal static class ParquetSchemas
{
    private static readonly string[] Integers = ["byte", "short", "integer", "long"];

    /// <summary>All columns of all files in the order of their first appearance, then the partition columns, which count before columns of files with their names.</summary>
    /// <exception cref="SchemaMismatchException">Two files have a column of types that do not go together.</exception>
    public static StructType Merge(Uri table, IReadOnlyList<ParquetFooter> files, StructType partitions)
    {
        var fields = new List<StructField>();
        var firstFiles = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            foreach (var field in file.Schema.Fields.Where(field => partitions.Find(field.Name) is null))
            {
                var at = fields.FindIndex(known => string.Equals(known.Name, field.Name, StringComparison.OrdinalIgnoreCase));
                if (at < 0)
                {
                    fields.Add(field);
                    firstFiles[field.Name] = file.Object.Path;
                    continue;
                }

                fields[at] = fields[at] with
                {
                    Type = Common(fields[at].Type, field.Type) ?? throw new SchemaMismatchException(
                        $"The folder cannot be converted: the column '{field.Name}' has the type {field.Type}, but {fields[at].Type} in {firstFiles[field.Name]}. Write one of the files anew.", table, null, file.Object.Path),
                };
            }
        }

        return new StructType([.. fields, .. partitions.Fields]);
    }

    /// <summary>The type that holds the values of both, as all engines read it: the wider of two integers, a struct with the fields of both.</summary>
    private static DataType? Common(DataType a, DataType b)
    {
        switch (a, b)
        {
            case (StructType left, StructType right):
                var fields = left.Fields.ToList();
                foreach (var field in right.Fields)
                {
                    var at = fields.FindIndex(known => string.Equals(known.Name, field.Name, StringComparison.OrdinalIgnoreCase));
                    if (at < 0)
                    {
                        fields.Add(field);
                    }
                    else if (Common(fields[at].Type, field.Type) is { } type)
                    {
                        fields[at] = fields[at] with { Type = type };
                    }
                    else
                    {
                        return null;
                    }
                }

                return new StructType(fields);
            case (PrimitiveType left, PrimitiveType right) when Integers.Contains(left.Name) && Integers.Contains(right.Name):
                return Array.IndexOf(Integers, left.Name) >= Array.IndexOf(Integers, right.Name) ? a : b;
            default:
                return a == b ? a : null;
        }
    }
}
