using System.Runtime.CompilerServices;

namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>Which of the open arrays and objects are objects: a bit for each level.</summary>
[InlineArray((JsonScanner.MaxDepth / 64) + 1)]
internal struct OpenContainers
{
    private ulong first;

    public readonly bool IsObject(int level) => (this[level >> 6] & (1UL << (level & 63))) != 0;

    public void Set(int level, bool isObject)
    {
        var bit = 1UL << (level & 63);
        this[level >> 6] = isObject ? this[level >> 6] | bit : this[level >> 6] & ~bit;
    }
}
