namespace Amazon.Athena.Model;

/// <summary>What a query has used.</summary>
public class QueryExecutionStatistics
{
    /// <summary>Bytes read.</summary>
    public long? DataScannedInBytes { get; set; }

    /// <summary>Run time.</summary>
    public long? EngineExecutionTimeInMillis { get; set; }

    /// <summary>Time spent waiting.</summary>
    public long? QueryQueueTimeInMillis { get; set; }

    /// <summary>Time from start to end.</summary>
    public long? TotalExecutionTimeInMillis { get; set; }
}
