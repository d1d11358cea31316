namespace Aspire.Hosting.AWS.Deployment;

/// <summary>Which settings of the AWS CDK hold where the application says nothing.</summary>
public sealed class CDKDefaultsProviderFactory
{
    private CDKDefaultsProviderFactory()
    {
    }

    /// <summary>Those of the preview.</summary>
    public static CDKDefaultsProviderFactory Preview_V1 { get; } = new();
}
