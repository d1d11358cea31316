using Amazon.Runtime.Internal;

namespace Amazon.StandIns;

/// <summary>The service's name for telemetry.</summary>
internal sealed class ServiceName(string id) : IServiceMetadata
{
    public string ServiceId => id;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(0);
}
