namespace Lakehouse.LocalPostgres;

/// <summary>The server cannot be started here. The message says why and what to do about it.</summary>
public sealed class LocalPostgresException(string message, Exception? innerException = null) : Exception(message, innerException);
