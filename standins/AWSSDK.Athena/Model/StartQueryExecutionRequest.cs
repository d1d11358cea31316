namespace Amazon.Athena.Model;

/// <summary>Starts a query.</summary>
public class StartQueryExecutionRequest : AmazonAthenaRequest
{
    /// <summary>Requests with the same token start one query.</summary>
    public string? ClientRequestToken { get; set; }

    /// <summary>Values for the statement's question marks, as SQL literals.</summary>
    public List<string>? ExecutionParameters { get; set; }

    /// <summary>Where tables without a database are looked for.</summary>
    public QueryExecutionContext? QueryExecutionContext { get; set; }

    /// <summary>The statement.</summary>
    public string? QueryString { get; set; }

    /// <summary>Where the result goes.</summary>
    public ResultConfiguration? ResultConfiguration { get; set; }

    /// <summary>The work group.</summary>
    public string? WorkGroup { get; set; }
}
