using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>The stack of the AWS CDK that publishing would make.</summary>
/// <param name="name">Its name in the model.</param>
/// <param name="stackName">Its name on AWS.</param>
public class AWSCDKEnvironmentResource(string name, string stackName) : Resource(name)
{
    /// <summary>Its name on AWS.</summary>
    public string StackName { get; } = stackName;
}
