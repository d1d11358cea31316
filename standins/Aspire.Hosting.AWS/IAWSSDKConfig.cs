using Amazon;

namespace Aspire.Hosting.AWS;

/// <summary>Which credentials and which region the AWS SDK uses.</summary>
public interface IAWSSDKConfig
{
    /// <summary>The profile of the shared credentials file; null for the default.</summary>
    string? Profile { get; set; }

    /// <summary>The region; null for the profile's.</summary>
    RegionEndpoint? Region { get; set; }
}

/// <summary>Which credentials and which region the AWS SDK uses.</summary>
internal sealed class AWSSDKConfig : IAWSSDKConfig
{
    public string? Profile { get; set; }

    public RegionEndpoint? Region { get; set; }
}
