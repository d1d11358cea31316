using System.Collections.ObjectModel;
using Amazon.Runtime;

namespace Amazon.StandIns;

/// <summary>The SDK's modes of retries and time-outs, as all its clients have them.</summary>
internal static class ClientDefaults
{
    public static readonly ReadOnlyCollection<IDefaultConfiguration> All = new(
    [
        Mode(DefaultConfigurationMode.Standard, 3_100, 3_100),
        Mode(DefaultConfigurationMode.InRegion, 1_100, 1_100),
        Mode(DefaultConfigurationMode.CrossRegion, 3_100, 3_100),
        Mode(DefaultConfigurationMode.Mobile, 30_000, 30_000),
        Mode(DefaultConfigurationMode.Auto, 1_100, 1_100),
    ]);

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, int connect, int negotiate) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        ConnectTimeout = TimeSpan.FromMilliseconds(connect),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(negotiate),
    };
}
