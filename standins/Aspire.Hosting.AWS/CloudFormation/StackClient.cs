using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>Calls AWS CloudFormation: form fields in, XML out, with the SDK's retries, credentials and signing.</summary>
internal sealed class StackClient(IAWSSDKConfig? settings) : AmazonServiceClient(StackClientConfig.Of(settings))
{
    private static readonly IServiceMetadata Metadata = new ServiceName("CloudFormation");

    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <summary>The stack, or null where there is none.</summary>
    public async Task<StackDescription?> DescribeAsync(string stack, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await CallAsync("DescribeStacks", [new("StackName", stack)], cancellationToken).ConfigureAwait(false);
            return StackDescription.Of(answer.Body);
        }
        catch (AmazonServiceException missing) when (missing.ErrorCode == "ValidationError" && missing.Message.Contains("does not exist", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }

    /// <summary>Begins to make a stack.</summary>
    public Task CreateAsync(CloudFormationTemplateResource stack, string template, CancellationToken cancellationToken) =>
        CallAsync("CreateStack", [.. Fields(stack, template), .. stack.Tags.SelectMany(Tag)], cancellationToken);

    /// <summary>Begins to change a stack.</summary>
    /// <returns>False where it is as the template says already.</returns>
    public async Task<bool> UpdateAsync(CloudFormationTemplateResource stack, string template, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync("UpdateStack", [.. Fields(stack, template), .. stack.Tags.SelectMany(Tag)], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonServiceException same) when (same.ErrorCode == "ValidationError" && same.Message.Contains("No updates are to be performed", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
    }

    /// <summary>Why a resource of the stack could not be made, for the first that failed; null where none did.</summary>
    public async Task<string?> FailureAsync(string stack, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("DescribeStackEvents", [new("StackName", stack)], cancellationToken).ConfigureAwait(false);
        var failed = answer.Body.Descendants().LastOrDefault(found => found.Name.LocalName == "member" && Text("ResourceStatus", found)?.EndsWith("_FAILED", StringComparison.Ordinal) == true); // the newest comes first
        return failed is null ? null : $"{Text("LogicalResourceId", failed)}: {Text("ResourceStatusReason", failed)}";

        static string? Text(string name, System.Xml.Linq.XElement element) => element.Elements().FirstOrDefault(found => found.Name.LocalName == name)?.Value;
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ClientPipeline.Complete(pipeline);

    private static IEnumerable<KeyValuePair<string, string>> Fields(CloudFormationTemplateResource stack, string template) =>
    [
        new("StackName", stack.StackName),
        new("TemplateBody", template),
        new("Capabilities.member.1", "CAPABILITY_IAM"),
        new("Capabilities.member.2", "CAPABILITY_NAMED_IAM"),
        new("Capabilities.member.3", "CAPABILITY_AUTO_EXPAND"),
        .. stack.Parameters.SelectMany((parameter, index) => new KeyValuePair<string, string>[]
        {
            new($"Parameters.member.{index + 1}.ParameterKey", parameter.Key),
            new($"Parameters.member.{index + 1}.ParameterValue", parameter.Value),
        }),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Tag(KeyValuePair<string, string> tag, int index) =>
        [new($"Tags.member.{index + 1}.Key", tag.Key), new($"Tags.member.{index + 1}.Value", tag.Value)];

    private Task<StackAnswer> CallAsync(string action, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken) =>
        InvokeAsync<StackAnswer>(
            new StackRequest([new("Action", action), new("Version", StackClientConfig.Version), .. fields]),
            new InvokeOptions { RequestMarshaller = new StackRequestMarshaller(), ResponseUnmarshaller = new StackAnswerUnmarshaller() },
            cancellationToken);
}
