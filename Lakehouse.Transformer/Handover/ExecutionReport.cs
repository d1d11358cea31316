namespace Lakehouse.Transformer.Handover;

/// <summary>How an execution is doing, as <c>GET /runs/{id}</c> shows it.</summary>
/// <param name="Arn">The execution.</param>
/// <param name="Status">Step Functions' word: <c>RUNNING</c>, <c>SUCCEEDED</c>, <c>FAILED</c>, <c>TIMED_OUT</c>, <c>ABORTED</c>.</param>
/// <param name="RunningStates">What it does at the moment: <c>Stage ratings</c>.</param>
/// <param name="Error">Name of the error; null without one.</param>
/// <param name="Cause">What went wrong; null without an error.</param>
internal sealed record ExecutionReport(string Arn, string Status, IReadOnlyList<string> RunningStates, string? Error, string? Cause)
{
    public bool Runs => Status is "RUNNING" or "PENDING_REDRIVE";

    public bool Succeeded => Status == "SUCCEEDED";
}
