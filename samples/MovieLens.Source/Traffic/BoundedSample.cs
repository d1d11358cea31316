using MovieLens.Source.Generation;

namespace MovieLens.Source.Traffic;

/// <summary>Some of the rows that exist, for changing and deleting: a database of any size needs no more than these in memory.</summary>
internal sealed class BoundedSample<T>(int capacity)
{
    private readonly List<T> items = [];

    public int Count => items.Count;

    /// <summary>Adds an item; a full sample forgets another one for it.</summary>
    public void Add(T item, ref RandomStream random)
    {
        if (items.Count < capacity)
        {
            items.Add(item);
        }
        else
        {
            items[random.Below(items.Count)] = item;
        }
    }

    public T Peek(ref RandomStream random) => items[random.Below(items.Count)];

    public T Take(ref RandomStream random)
    {
        var place = random.Below(items.Count);
        var item = items[place];
        items[place] = items[^1];
        items.RemoveAt(items.Count - 1);
        return item;
    }
}
