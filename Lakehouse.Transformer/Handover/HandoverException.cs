namespace Lakehouse.Transformer.Handover;

/// <summary>Work cannot be handed over, for a reason that people can remove.</summary>
internal sealed class HandoverException(string message, Exception? inner = null) : Exception(message, inner);
