namespace Lakehouse.Delta;

/// <summary>What a schema must be so that tables can have it.</summary>
internal static class SchemaRules
{
    /// <exception cref="SchemaMismatchException">The schema breaks a rule; the message names the column.</exception>
    public static void Check(StructType schema, Metadata metadata)
    {
        CheckNames(schema, "");
        foreach (var field in schema.Fields)
        {
            CheckFeatures(field, schema);
        }

        if (metadata.IsOn("delta.enableChangeDataFeed") && schema.Fields.FirstOrDefault(field => Engine.ChangeDataColumns.IsReserved(field.Name)) is { } reserved)
        {
            throw new SchemaMismatchException($"The column '{reserved.Name}' cannot be in a table with a change data feed, which has a column of that name itself.", null);
        }

        foreach (var column in metadata.PartitionColumns)
        {
            var field = schema.Find(column) ?? throw new SchemaMismatchException($"The partition column '{column}' is not in the schema.", null);
            if (field.Type is StructType or ArrayType or MapType || field.Type == PrimitiveType.Variant || field.Type == PrimitiveType.Void)
            {
                throw new SchemaMismatchException($"The table cannot be partitioned by '{column}', for it is of type {field.Type}.", null);
            }
        }
    }

    private static void CheckNames(DataType type, string parent)
    {
        switch (type)
        {
            case StructType nested:
                if (nested.Fields.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
                {
                    throw new SchemaMismatchException($"The column '{parent}{twice.Key}' is there twice; names are compared without regard to case.", null);
                }

                foreach (var field in nested.Fields)
                {
                    CheckNames(field.Type, $"{parent}{field.Name}.");
                }

                break;
            case ArrayType array:
                CheckNames(array.ElementType, $"{parent}element.");
                break;
            case MapType map:
                CheckNames(map.KeyType, $"{parent}key.");
                CheckNames(map.ValueType, $"{parent}value.");
                break;
        }
    }

    private static void CheckFeatures(StructField field, StructType schema)
    {
        if (field.Identity is { } identity)
        {
            var problem = field.Type != PrimitiveType.Long ? $"is of type {field.Type}, not long"
                : identity.Step == 0 ? "has the step 0"
                : field.GenerationExpression is not null || field.DefaultExpression is not null ? "is a generated or default column too" : null;
            if (problem is not null)
            {
                throw new SchemaMismatchException($"The identity column '{field.Name}' {problem}.", null);
            }
        }

        if (field.GenerationExpression is not null)
        {
            var expression = Engine.GeneratedColumn.Expression(field, schema, null);
            var problem = field.DefaultExpression is not null ? "a default"
                : field.Type == PrimitiveType.Variant ? "the type variant"
                : expression.Columns.FirstOrDefault(name => schema.Find(name)!.GenerationExpression is not null) is { } other ? $"the generated column '{other}' in its expression" : null;
            if (problem is not null)
            {
                throw new SchemaMismatchException($"The generated column '{field.Name}' cannot have {problem}.", null);
            }
        }

        if (field.DefaultExpression is not null)
        {
            _ = Engine.GeneratedColumn.DefaultToSql(field, null);
        }
    }
}
