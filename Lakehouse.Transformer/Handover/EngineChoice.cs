namespace Lakehouse.Transformer.Handover;

/// <summary>Who does the work of a run.</summary>
internal enum EngineChoice
{
    /// <summary>This service.</summary>
    Local,

    /// <summary>Spark in AWS Glue, by the pipeline's state machine.</summary>
    Glue,

    /// <summary>Spark when more is pending than <see cref="TransformerOptions.GlueThresholdBytes"/>, else this service.</summary>
    Auto,
}
