namespace Lakehouse.AppHost;

/// <summary>The system cannot start like this. The message, one for the user, says why and what to do.</summary>
internal sealed class StartException(string message, Exception? innerException = null) : Exception(message, innerException);
