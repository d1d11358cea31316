namespace Lakehouse.Delta;

/// <summary>The one empty map that all actions share.</summary>
internal static class EmptyMap
{
    public static IReadOnlyDictionary<string, string?> Instance { get; } = new Dictionary<string, string?>(0).AsReadOnly();
}
