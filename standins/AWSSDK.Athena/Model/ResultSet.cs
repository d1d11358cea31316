namespace Amazon.Athena.Model;

/// <summary>Rows and their columns.</summary>
public class ResultSet
{
    /// <summary>The columns.</summary>
    public ResultSetMetadata? ResultSetMetadata { get; set; }

    /// <summary>The rows; the first one of a SELECT holds the names.</summary>
    public List<Row>? Rows { get; set; }
}
