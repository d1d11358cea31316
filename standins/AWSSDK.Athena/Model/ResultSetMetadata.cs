namespace Amazon.Athena.Model;

/// <summary>The columns of a result.</summary>
public class ResultSetMetadata
{
    /// <summary>The columns, in order.</summary>
    public List<ColumnInfo>? ColumnInfo { get; set; }
}
