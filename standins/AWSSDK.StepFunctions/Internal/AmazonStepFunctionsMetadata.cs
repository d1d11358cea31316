using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Internal;

/// <summary>The service's name for telemetry.</summary>
internal sealed class AmazonStepFunctionsMetadata : IServiceMetadata
{
    public string ServiceId => "SFN";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(0);
}
