namespace Aspire.Hosting.Running;

/// <summary>The newest lines of an output.</summary>
internal sealed class LastLines
{
    private const int Count = 10;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new(Count);

    public void Add(string line)
    {
        lock (_lock)
        {
            if (_lines.Count == Count)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }

    public string[] ToArray()
    {
        lock (_lock)
        {
            return [.. _lines];
        }
    }
}
