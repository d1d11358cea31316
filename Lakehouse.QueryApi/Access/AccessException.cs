namespace Lakehouse.QueryApi.Access;

/// <summary>A request does not prove who it comes from.</summary>
/// <param name="type">AWS's name for the reason: <c>InvalidSignatureException</c> …</param>
/// <param name="message">What is wrong.</param>
internal sealed class AccessException(string type, string message) : Exception(message)
{
    public string Type { get; } = type;
}
