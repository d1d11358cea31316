namespace Lakehouse.Delta;

/// <summary>Names of the columns that keep row ids of rows that are written anew.</summary>
internal static class RowTrackingColumns
{
    /// <summary>The metadata with both names, where the table has row tracking and no names yet.</summary>
    public static Metadata Name(Metadata metadata) =>
        !metadata.IsOn(RowTracking.Enable) || metadata.Property(RowTracking.RowIdColumn) is not null ? metadata : metadata with
        {
            Configuration = new Dictionary<string, string?>(metadata.Configuration, StringComparer.Ordinal)
            {
                [RowTracking.RowIdColumn] = $"_row-id-col-{Guid.NewGuid()}",
                [RowTracking.RowCommitVersionColumn] = $"_row-commit-version-col-{Guid.NewGuid()}",
            },
        };
}
