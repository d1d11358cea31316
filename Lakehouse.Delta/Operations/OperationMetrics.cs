using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>Collects <c>commitInfo.operationMetrics</c>, under the names that Delta Spark gives them, and the time that the operation takes.</summary>
internal sealed class OperationMetrics
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Dictionary<string, string?> values = new(StringComparer.Ordinal);
    private long lapStart;

    /// <summary>The metrics so far.</summary>
    public IReadOnlyDictionary<string, string?> Values => values;

    /// <summary>Sets a metric; null leaves it out, for what is not known is not said.</summary>
    public OperationMetrics Set(string name, long? value)
    {
        if (value is { } number)
        {
            values[name] = number.ToString(CultureInfo.InvariantCulture);
        }

        return this;
    }

    /// <summary>Sets what a write says of its new files.</summary>
    public OperationMetrics Wrote(IReadOnlyCollection<AddFile> files, long rows) =>
        Set("numFiles", files.Count).Set("numOutputRows", rows).Set("numOutputBytes", files.Sum(file => file.Size));

    /// <summary>Sets what an operation says of the data files that it removes.</summary>
    public OperationMetrics Removed(IEnumerable<RemoveFile> files) =>
        Set("numRemovedFiles", files.Count()).Set("numRemovedBytes", files.Sum(file => file.Size ?? 0));

    /// <summary>Sets a metric to the milliseconds since the last lap.</summary>
    public OperationMetrics Lap(string name)
    {
        var now = watch.ElapsedMilliseconds;
        Set(name, now - lapStart);
        lapStart = now;
        return this;
    }

    /// <summary>Sets <c>executionTimeMs</c>.</summary>
    public OperationMetrics Finish() => Set("executionTimeMs", watch.ElapsedMilliseconds);
}
