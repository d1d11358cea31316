using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.AWS.Deployment.CDKDefaults;

/// <summary>The settings of the preview.</summary>
/// <param name="environmentResource">The stack.</param>
[Experimental("ASPIREAWSPUBLISHERS001")]
public class CDKDefaultsProviderPreviewV1(AWSCDKEnvironmentResource environmentResource) : CDKDefaultsProvider(environmentResource);
