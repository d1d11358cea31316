using System.Net;
using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>The service has failed.</summary>
public class InternalServerException : AmazonAthenaException
{
    /// <summary>The error as it came.</summary>
    public InternalServerException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
