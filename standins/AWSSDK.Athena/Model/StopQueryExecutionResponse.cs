using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>A query was asked to stop.</summary>
public class StopQueryExecutionResponse : AmazonWebServiceResponse;
