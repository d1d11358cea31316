namespace Lakehouse.Transformer.Curating;

/// <summary>A model cannot be computed, for a reason that people can remove.</summary>
internal sealed class CurationException(string message, Exception? inner = null) : Exception(message, inner);
