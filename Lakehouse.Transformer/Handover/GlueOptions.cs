using System.ComponentModel.DataAnnotations;

namespace Lakehouse.Transformer.Handover;

/// <summary>Configuration section <c>Glue</c>: where work is handed over to.</summary>
internal sealed class GlueOptions
{
    public const string Section = "Glue";

    /// <summary>The pipeline's state machine: output <c>StateMachineArn</c> of cloudformation/orchestration.yaml.</summary>
    public string? StateMachineArn { get; init; }

    /// <summary>How often a running execution is looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a failed execution the next one is started at the earliest; doubled with every failure, at most a day. A request does not wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMinutes(5);
}
