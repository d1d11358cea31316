using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>Step Functions has answered with an error.</summary>
public class AmazonStepFunctionsException : AmazonServiceException
{
    /// <summary>The error as it came.</summary>
    public AmazonStepFunctionsException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
