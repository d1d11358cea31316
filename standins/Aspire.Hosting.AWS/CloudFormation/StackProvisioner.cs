using Amazon.Runtime;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>Makes or changes a stack, or looks at one that exists, and keeps its outputs.</summary>
internal sealed class StackProvisioner(CloudFormationResource stack, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Brings the stack into the state Running with its outputs, or into FailedToStart with the reason in its log.</summary>
    public async Task RunAsync(ResourceNotificationService notifications, CancellationToken cancellationToken)
    {
        await notifications.PublishUpdateAsync(stack, now => now with { State = KnownResourceStates.Starting }).ConfigureAwait(false);
        try
        {
            stack.Outputs.SetResult(await ProvisionAsync(cancellationToken).ConfigureAwait(false));
            await notifications.PublishUpdateAsync(stack, now => now with { State = KnownResourceStates.Running }).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or DistributedApplicationException)
        {
            var message = $"The CloudFormation stack '{stack.StackName}' is not there: {failure.Message}";
            logger.LogError(failure, "{Message}", message);
            stack.Outputs.SetException(new DistributedApplicationException(message, failure));
            _ = stack.Outputs.Task.Exception; // nobody may ever ask for an output
            await notifications.PublishUpdateAsync(stack, now => now with { State = KnownResourceStates.FailedToStart }).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> ProvisionAsync(CancellationToken cancellationToken)
    {
        using var client = new StackClient(stack.AWSSDKConfig);
        if (stack is CloudFormationTemplateResource made)
        {
            await BeginAsync(client, made, cancellationToken).ConfigureAwait(false);
        }

        var found = await StandingStillAsync(client, cancellationToken).ConfigureAwait(false)
            ?? throw new DistributedApplicationException("there is no stack of that name in this account and region. Deploy it first.");
        if (!found.IsDone)
        {
            var reason = await client.FailureAsync(stack.StackName, cancellationToken).ConfigureAwait(false) ?? found.Reason;
            throw new DistributedApplicationException($"it is {found.Status} ({reason}). Mend the reason, and delete the stack if it could not be made.");
        }

        logger.LogInformation("The CloudFormation stack '{Stack}' is {Status}", stack.StackName, found.Status);
        return found.Outputs;
    }

    private async Task BeginAsync(StackClient client, CloudFormationTemplateResource made, CancellationToken cancellationToken)
    {
        var template = await File.ReadAllTextAsync(made.TemplatePath, cancellationToken).ConfigureAwait(false);
        var before = await StandingStillAsync(client, cancellationToken).ConfigureAwait(false);
        if (before is null)
        {
            logger.LogInformation("Making the CloudFormation stack '{Stack}' from {Template}", made.StackName, made.TemplatePath);
            await client.CreateAsync(made, template, cancellationToken).ConfigureAwait(false);
        }
        else if (before.IsDone && await client.UpdateAsync(made, template, cancellationToken).ConfigureAwait(false))
        {
            logger.LogInformation("Changing the CloudFormation stack '{Stack}' to {Template}", made.StackName, made.TemplatePath);
        }
    }

    /// <summary>The stack once nothing goes on with it, or null where there is none.</summary>
    private async Task<StackDescription?> StandingStillAsync(StackClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await client.DescribeAsync(stack.StackName, cancellationToken).ConfigureAwait(false);
            if (found?.IsMoving != true)
            {
                return found;
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
