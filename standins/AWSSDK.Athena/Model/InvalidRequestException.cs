using System.Net;
using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>The request is wrong.</summary>
public class InvalidRequestException : AmazonAthenaException
{
    /// <summary>The error as it came.</summary>
    public InvalidRequestException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Athena's code for the reason.</summary>
    public string? AthenaErrorCode { get; set; }
}
