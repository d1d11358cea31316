namespace Aspire.Hosting.AWS.Deployment;

/// <summary>Further settings of a stack of the AWS CDK.</summary>
public class AWSCDKEnvironmentResourceConfig
{
    /// <summary>Account and region that the stack is deployed to.</summary>
    public IAWSSDKConfig? AWSSDKConfig { get; init; }
}
