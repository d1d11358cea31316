using System.Collections.Concurrent;
using System.Text;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>What is made of a text once and used for many rows: a path, a pattern. Keeps a thousand.</summary>
/// <param name="compile">Makes it.</param>
internal sealed class Compiled<T>(Func<string, T> compile)
    where T : class
{
    private const int Capacity = 1_000;

    private readonly ConcurrentDictionary<string, T> known = new(StringComparer.Ordinal);
    private volatile Latest? latest;

    public T Get(ReadOnlySpan<byte> text)
    {
        // Nearly always the same as for the row before.
        if (latest is { } last && text.SequenceEqual(last.Text))
        {
            return last.Value;
        }

        var key = Encoding.UTF8.GetString(text);
        if (!known.TryGetValue(key, out var value))
        {
            if (known.Count >= Capacity)
            {
                known.Clear();
            }

            known[key] = value = compile(key);
        }

        latest = new Latest(text.ToArray(), value);
        return value;
    }

    private sealed record Latest(byte[] Text, T Value);
}
