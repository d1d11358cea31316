namespace Lakehouse.QueryApi.Http;

/// <summary>Answers for faults of the service that nothing else has caught: the client learns that it failed, the log why, and neither the literals of a query.</summary>
internal sealed class FaultGate(RequestDelegate next, ILogger<FaultGate> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (error is not (BadHttpRequestException or OperationCanceledException))
        {
            log.LogError("{Method} {Path} failed: {Failure}", context.Request.Method, context.GetEndpoint()?.DisplayName, Fault.Describe(error));
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            await ProblemWriter.WriteAsync(context.Response, new QueryException(Problem.Internal, $"The service failed: {error.GetType().Name}. Its log says more.", error), null, context.RequestAborted);
        }
    }
}
