namespace Lakehouse.Delta;

/// <summary>The table property <c>delta.appendOnly</c>.</summary>
internal static class AppendOnly
{
    /// <exception cref="AppendOnlyTableException">The table has the property.</exception>
    public static void Refuse(Snapshot snapshot, string change)
    {
        if (snapshot.Metadata.IsOn("delta.appendOnly"))
        {
            throw new AppendOnlyTableException($"Rows of this table cannot be {change}: it has the property delta.appendOnly. Nothing was written.", snapshot.Location, snapshot.Version);
        }
    }
}
