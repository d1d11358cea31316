namespace Lakehouse.Storage;

/// <summary>An object store did not answer, or its answer broke off: the network, a proxy, a time-out, or the service itself. The message says what was being done to which object, and what to do.</summary>
public sealed class ObjectStoreUnavailableException(string message, Exception inner) : IOException(message, inner);
