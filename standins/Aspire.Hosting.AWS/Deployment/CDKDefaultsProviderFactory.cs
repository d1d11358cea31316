using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.AWS.Deployment.CDKDefaults;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>Which settings of the AWS CDK hold where the application says nothing.</summary>
/// <param name="factory">Makes them for a stack.</param>
[Experimental("ASPIREAWSPUBLISHERS001")]
public class CDKDefaultsProviderFactory(Func<AWSCDKEnvironmentResource, CDKDefaultsProvider> factory)
{
    /// <summary>Those of the preview.</summary>
    public static readonly CDKDefaultsProviderFactory Preview_V1 = new(environment => new CDKDefaultsProviderPreviewV1(environment));

    /// <summary>Makes the settings for a stack.</summary>
    /// <param name="environment">The stack.</param>
    /// <returns>The settings.</returns>
    public CDKDefaultsProvider Create(AWSCDKEnvironmentResource environment) => factory(environment);
}
