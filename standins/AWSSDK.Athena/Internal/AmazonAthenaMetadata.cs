using Amazon.Runtime.Internal;

namespace Amazon.Athena.Internal;

/// <summary>The service's name for telemetry.</summary>
internal sealed class AmazonAthenaMetadata : IServiceMetadata
{
    public string ServiceId => "Athena";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(0);
}
