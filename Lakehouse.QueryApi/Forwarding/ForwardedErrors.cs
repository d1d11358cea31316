using Amazon.Athena;
using Amazon.Athena.Model;
using Amazon.Runtime;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Forwarding;

/// <summary>What clients are told of Athena's refusals and failures.</summary>
internal static class ForwardedErrors
{
    private static readonly string[] Throttled = ["TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded"];

    /// <summary>An action was refused, or Athena did not answer; null of an error that has another cause.</summary>
    public static QueryException? Translate(Exception error) => error switch
    {
        AmazonServiceException service when error is TooManyRequestsException || Throttled.Contains(service.ErrorCode) =>
            new QueryException(Problem.TooManyQueries, $"Athena takes no more queries now: {error.Message}", error) { RetryAfter = TimeSpan.FromSeconds(5) },
        InvalidRequestException => new QueryException(Problem.InvalidStatement, error.Message, error),
        AmazonServiceException { ErrorCode: "AccessDeniedException" } => new QueryException(Problem.AthenaUnavailable, $"Athena refuses the service's own credentials: {error.Message} Its role needs the policy of the analytics stack.", error),
        AmazonServiceException or AmazonClientException or HttpRequestException => new QueryException(Problem.AthenaUnavailable, $"Athena cannot be asked: {error.Message}", error),
        _ => null,
    };

    /// <summary>
    /// A query has ended without rows; Athena's reasons begin with a code:
    /// <code>TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.t' does not exist</code>
    /// </summary>
    public static QueryException Of(QueryExecution execution)
    {
        var reason = execution.Status?.StateChangeReason ?? execution.Status?.AthenaError?.ErrorMessage ?? "Athena tells no reason.";
        if (execution.Status?.State == QueryExecutionState.CANCELLED)
        {
            return reason.Contains("scanned limit", StringComparison.OrdinalIgnoreCase)
                ? new QueryException(Problem.ScanLimit, reason)
                : new QueryException(Problem.QueryFailed, $"The query was stopped in Athena: {reason}");
        }

        var problem = reason.Split(':')[0] switch
        {
            "SYNTAX_ERROR" or "COLUMN_NOT_FOUND" or "FUNCTION_NOT_FOUND" or "TYPE_MISMATCH" or "AMBIGUOUS_NAME" or "MISSING_COLUMN_NAME" or "EXPRESSION_NOT_AGGREGATE" => Problem.InvalidStatement,
            "TABLE_NOT_FOUND" or "SCHEMA_NOT_FOUND" or "CATALOG_NOT_FOUND" => Problem.UnknownTable,
            "NOT_SUPPORTED" => Problem.NotSupported,
            "PERMISSION_DENIED" => Problem.Forbidden,
            "EXCEEDED_TIME_LIMIT" => Problem.TimeLimit,
            var code when code.Contains("MEMORY_LIMIT", StringComparison.Ordinal) || reason.Contains("exhausted resources", StringComparison.OrdinalIgnoreCase) => Problem.OutOfMemory,
            _ when execution.Status?.AthenaError?.ErrorCategory == 1 => Problem.AthenaUnavailable,
            _ => Problem.QueryFailed,
        };
        return new QueryException(problem, reason);
    }
}
