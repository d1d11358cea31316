namespace Lakehouse.Delta.Engine;

/// <summary>Identity columns whose numbers only the table gives out.</summary>
internal static class GivenIdentities
{
    /// <exception cref="SchemaMismatchException">New rows bring a number for such a column.</exception>
    public static void Refuse(StructType rows, StructType table, Uri location)
    {
        if (rows.Fields.FirstOrDefault(field => IsOnlyGenerated(table.Find(field.Name))) is { } given)
        {
            throw new SchemaMismatchException($"The column '{given.Name}' is an identity column whose numbers the table gives out. Leave it out of the rows. Nothing was written.", location);
        }
    }

    public static bool IsOnlyGenerated(StructField? field) => field?.Identity is { AllowExplicitInsert: false };
}
