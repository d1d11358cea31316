namespace Lakehouse.Delta.Engine;

/// <summary>Names of the columns that say where a scanned row lies.</summary>
internal static class RowAddress
{
    /// <summary>Number of the file in the scan's list, from 0.</summary>
    public const string File = "__file";

    /// <summary>Number of the row in its file, from 0.</summary>
    public const string Row = "__row";
}
