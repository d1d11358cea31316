using Amazon.Runtime;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;

namespace Lakehouse.Transformer.Handover;

/// <summary>An execution of the pipeline's state machine, by its name.</summary>
internal sealed class StateMachineExecution(IAmazonStepFunctions client, string stateMachineArn, string name)
{
    /// <summary>Events that are looked at for what runs now; a pipeline's execution has few at a time.</summary>
    private const int LatestEvents = 200;

    /// <summary><c>arn:aws:states:{region}:{account}:stateMachine:{machine}</c> → <c>…:execution:{machine}:{name}</c></summary>
    public string Arn { get; } = $"{stateMachineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{name}";

    /// <summary>Starts it, unless it was started before.</summary>
    /// <param name="input">Its input, the same each time.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="HandoverException">Step Functions refuses.</exception>
    public async Task StartAsync(string input, CancellationToken cancellationToken)
    {
        try
        {
            await client.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = stateMachineArn, Name = name, Input = input }, cancellationToken);
        }
        catch (ExecutionAlreadyExistsException)
        {
            // It has ended already; how, is asked next.
        }
        catch (AmazonServiceException refused)
        {
            throw new HandoverException($"Cannot start the execution {name} of {stateMachineArn}: {refused.Message} ({refused.ErrorCode}). Look at the role's permission states:StartExecution and at Glue:StateMachineArn.", refused);
        }
    }

    /// <summary>How it is doing; null when it was never started.</summary>
    /// <exception cref="HandoverException">Step Functions refuses.</exception>
    public async Task<ExecutionReport?> DescribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var execution = await client.DescribeExecutionAsync(new DescribeExecutionRequest { ExecutionArn = Arn }, cancellationToken);
            var runs = execution.Status == ExecutionStatus.RUNNING || execution.Status == ExecutionStatus.PENDING_REDRIVE;
            return new ExecutionReport(Arn, execution.Status!.Value, runs ? await RunningStatesAsync(cancellationToken) : [], execution.Error, execution.Cause);
        }
        catch (ExecutionDoesNotExistException)
        {
            return null;
        }
        catch (AmazonServiceException refused)
        {
            throw new HandoverException($"Cannot ask how the execution {Arn} is doing: {refused.Message} ({refused.ErrorCode}). Look at the role's permissions states:DescribeExecution and states:GetExecutionHistory.", refused);
        }
    }

    /// <summary>States that were entered and not left, among the latest events: newest first, so an exit is seen before its entry.</summary>
    private async Task<IReadOnlyList<string>> RunningStatesAsync(CancellationToken cancellationToken)
    {
        var history = await client.GetExecutionHistoryAsync(new GetExecutionHistoryRequest { ExecutionArn = Arn, ReverseOrder = true, MaxResults = LatestEvents, IncludeExecutionData = false }, cancellationToken);
        var left = new List<string>();
        var running = new List<string>();
        foreach (var happened in history.Events ?? [])
        {
            if (happened.StateExitedEventDetails?.Name is { } exited)
            {
                left.Add(exited);
            }
            else if (happened.Type == HistoryEventType.TaskStateEntered && happened.StateEnteredEventDetails?.Name is { } entered && !left.Remove(entered))
            {
                running.Add(entered);
            }
        }

        running.Sort(StringComparer.Ordinal);
        return running;
    }
}
