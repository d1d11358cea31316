using System.Net;
using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>The request came too soon after others.</summary>
public class TooManyRequestsException : AmazonAthenaException
{
    /// <summary>The error as it came.</summary>
    public TooManyRequestsException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary><c>CONCURRENT_QUERY_LIMIT_EXCEEDED</c>, or null.</summary>
    public string? Reason { get; set; }
}
