using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>What becomes of a project on AWS.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
internal abstract class PublishTarget : IResourceAnnotation
{
    /// <summary>Makes the constructs of a project in a stack.</summary>
    public abstract void Make(AWSCDKEnvironmentResource environment, ProjectResource project);
}
