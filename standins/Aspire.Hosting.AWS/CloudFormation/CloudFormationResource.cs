using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.CloudFormation;

internal class CloudFormationResource(string name, string stackName) : Resource(name), ICloudFormationStackResource
{
    public string StackName { get; } = stackName;

    public IAWSSDKConfig? AWSSDKConfig { get; set; }

    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>();
}

internal sealed class CloudFormationTemplateResource(string name, string stackName, string templatePath)
    : CloudFormationResource(name, stackName), ICloudFormationTemplateResource
{
    private readonly Dictionary<string, string> _parameters = [];

    public string TemplatePath { get; } = templatePath;

    public ICloudFormationTemplateResource AddParameter(string parameterName, string parameterValue)
    {
        _parameters[parameterName] = parameterValue;
        return this;
    }
}
