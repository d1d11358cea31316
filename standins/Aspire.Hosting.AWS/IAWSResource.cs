using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS;

/// <summary>A resource on AWS.</summary>
public interface IAWSResource : IResource
{
    /// <summary>Which credentials and which region it is in.</summary>
    IAWSSDKConfig? AWSSDKConfig { get; set; }
}
