using System.Net;
using Amazon.Runtime;

namespace Amazon.Athena;

/// <summary>Athena has answered with an error.</summary>
public class AmazonAthenaException : AmazonServiceException
{
    /// <summary>The error as it came.</summary>
    public AmazonAthenaException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
