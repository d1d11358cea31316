using System.Runtime.CompilerServices;

namespace Lakehouse.Delta.Engine;

/// <summary>
/// Marks what runs once for each file of a table. The runtime compiles a method without optimising it, and again once it has seen it busy
/// for a while; by then the first condition on a table of a hundred thousand files has been answered, three times slower than need be.
/// </summary>
internal static class FirstCall
{
    public const MethodImplOptions IsFast = MethodImplOptions.AggressiveOptimization;
}
