using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Derived;

/// <summary>Retriers of Amazon States Language: exponential, with full jitter, so that parallel branches do not come back together.</summary>
internal static class Retries
{
    /// <summary>No room for another run of the job, or in the account.</summary>
    private static readonly string[] Capacity =
        ["Glue.ConcurrentRunsExceededException", "Glue.ResourceNumberLimitExceededException"];

    /// <summary>Glue's API refused or failed for the moment. Throttling arrives as AWSGlueException too.</summary>
    private static readonly string[] GlueApi =
        ["Glue.ThrottlingException", "Glue.InternalServiceException", "Glue.OperationTimeoutException", "Glue.AWSGlueException", "Glue.SdkClientException"];

    private static readonly string[] Service =
    [
        "DynamoDB.ProvisionedThroughputExceededException", "DynamoDB.RequestLimitExceeded", "DynamoDB.ThrottlingException", "DynamoDB.InternalServerErrorException",
        "DynamoDB.SdkClientException", "Sfn.SfnException", "Sfn.SdkClientException", "SNS.InternalErrorException", "SNS.ThrottledException", "SNS.SdkClientException",
        "StepFunctions.ThrottlingException", "StepFunctions.SdkClientException",
    ];

    /// <summary>Of starting a Glue run; the run itself is not repeated.</summary>
    public static JsonArray OfStarting => [Of(Capacity, 30, 1.5, 12, 300), Of(GlueApi, 5, 2, 6, 120)];

    /// <summary>Of starting a Glue run, and once more of a run that failed: it changes nothing twice.</summary>
    public static JsonArray OfRunning => [.. OfStarting.Select(retry => retry!.DeepClone()), Of(["States.TaskFailed"], 30, 2, 1, 60)];

    /// <summary>Of a small request to a service.</summary>
    public static JsonArray OfRequest => [Of(Service, 1, 2, 6, 20)];

    /// <summary>Of starting a crawler.</summary>
    public static JsonArray OfCrawling => [Of(GlueApi, 5, 2, 6, 120)];

    private static JsonObject Of(string[] errors, int interval, double backoff, int attempts, int longest) => new()
    {
        ["ErrorEquals"] = new JsonArray([.. errors.Select(error => (JsonNode)error)]),
        ["IntervalSeconds"] = interval,
        ["BackoffRate"] = backoff,
        ["MaxAttempts"] = attempts,
        ["MaxDelaySeconds"] = longest,
        ["JitterStrategy"] = "FULL",
    };
}
