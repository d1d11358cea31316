using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.CloudFormation;

internal class CloudFormationResource(string name, string stackName) : Resource(name), ICloudFormationStackResource
{
    public string StackName { get; } = stackName;

    public IAWSSDKConfig? AWSSDKConfig { get; set; }

    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>();

    /// <summary>What the stack tells others, once it is there.</summary>
    public TaskCompletionSource<IReadOnlyDictionary<string, string>> Outputs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed class CloudFormationTemplateResource(string name, string stackName, string templatePath)
    : CloudFormationResource(name, stackName), ICloudFormationTemplateResource
{
    private readonly Dictionary<string, string> _parameters = [];

    public string TemplatePath { get; } = templatePath;

    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    public ICloudFormationTemplateResource AddParameter(string parameterName, string parameterValue)
    {
        _parameters[parameterName] = parameterValue;
        return this;
    }
}
