namespace Lakehouse.Transformer.Staging;

/// <summary>A column of a staged table and where its values come from.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Type">The DuckDB type it has after the commit.</param>
/// <param name="RawName">Its name in the raw files, or null when they lack it: the values are NULL.</param>
/// <param name="RawType">Its DuckDB type there, or null.</param>
/// <param name="TableType">Its type in the table now, or null when the table lacks it.</param>
internal sealed record StagedColumn(string Name, string Type, string? RawName, string? RawType, string? TableType)
{
    /// <summary>Whether the column is new or becomes wider, so that the table gets a new schema.</summary>
    public bool ChangesSchema => TableType != Type;

    /// <summary>Whether a raw value may not fit the column's type.</summary>
    public bool MayFail => RawType is not null && !ColumnTypes.Fits(RawType, Type);
}
