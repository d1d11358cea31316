using System.Security.Cryptography;
using System.Text;
using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Engine;

/// <summary>
/// Answers that were given before, as bytes. An answer is found again only for the same text, parameters, limit and format over the same
/// versions of the same tables, seen through the same policy; statements that hang on chance or on the time are never kept. The least
/// recently used goes when the cache is full.
/// </summary>
/// <param name="budget">Most bytes of all answers together; 0 keeps none.</param>
internal sealed class ResultCache(long budget)
{
    /// <summary>One answer takes at most this part of the cache.</summary>
    private const int MaxShare = 16;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<CachedResult>> results = new(StringComparer.Ordinal);
    private readonly LinkedList<CachedResult> used = [];

    /// <summary>The longest answer that is kept.</summary>
    public long MaxResultBytes => budget / MaxShare;

    /// <summary>Bytes of all answers.</summary>
    public long Bytes { get; private set; }

    /// <summary>What an answer is found by.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters as JSON, or "".</param>
    /// <param name="mediaType">The format.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="tables">What it reads, policy included.</param>
    public static string KeyOf(string sql, string parameters, string mediaType, long? limit, IReadOnlyList<PlannedTable> tables)
    {
        var text = new StringBuilder();
        foreach (var part in new[] { sql, parameters, mediaType, $"{limit}" }.Concat(tables.SelectMany(table => new[] { table.Table.ToString(), table.Key })))
        {
            // Lengths keep parts apart, whatever they hold.
            text.Append(part.Length).Append(':').Append(part);
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public CachedResult? Find(string key)
    {
        lock (gate)
        {
            if (!results.TryGetValue(key, out var node))
            {
                return null;
            }

            used.Remove(node);
            used.AddLast(node);
            return node.Value;
        }
    }

    public void Add(CachedResult result)
    {
        if (result.Content.Length > MaxResultBytes)
        {
            return;
        }

        lock (gate)
        {
            if (results.ContainsKey(result.Key))
            {
                return;
            }

            while (Bytes + result.Content.Length > budget && used.First is { } oldest)
            {
                used.RemoveFirst();
                results.Remove(oldest.Value.Key);
                Bytes -= oldest.Value.Content.Length;
            }

            results[result.Key] = used.AddLast(result);
            Bytes += result.Content.Length;
        }
    }
}

/// <summary>An answer.</summary>
/// <param name="Key">What it is found by.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Made">When it was made.</param>
internal sealed record CachedResult(string Key, ReadOnlyMemory<byte> Content, long Rows, DateTimeOffset Made);
