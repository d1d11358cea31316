using System.Globalization;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>Follows a path through a value. What fails is told by null and <see cref="Failure"/> and not by an exception: a column may hold a million values that a strict path does not fit.</summary>
/// <param name="path">The path.</param>
/// <param name="context">The value.</param>
/// <param name="variables">Values of PASSING.</param>
internal sealed partial class PathEvaluation(SqlJsonPath path, JsonItem context, IReadOnlyDictionary<string, JsonItem?> variables)
{
    private int objects;

    /// <summary>Why there is no answer.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>Where a part of a path is evaluated.</summary>
    /// <param name="Current">The item that a filter looks at.</param>
    /// <param name="Last">The last index of the array that a subscript looks at.</param>
    internal readonly record struct Place(JsonItem Current, int Last);

    /// <summary>The items of a part of the path.</summary>
    public List<JsonItem>? Evaluate(PathNode node, Place place)
    {
        switch (node)
        {
            case ContextNode:
                return [context];
            case CurrentNode:
                return [place.Current];
            case LastNode:
                return [JsonItem.Of(place.Last)];
            case LiteralNode literal:
                return [literal.Value];
            case VariableNode variable:
                return variables[variable.Name] is { } value ? [value] : [];
            case MemberNode member:
                return Evaluate(member.Base, place) is { } parents ? FindMembers(Unwrap(parents), member.Name) : null;
            case DescendantsNode descendants:
                return Evaluate(descendants.Base, place) is { } roots ? FindDescendants(roots, descendants.Name) : null;
            case ElementsNode elements:
                return Evaluate(elements.Base, place) is { } arrays ? FindElements(arrays, elements.Subscripts, place) : null;
            case FilterNode filter:
                return Evaluate(filter.Base, place) is { } items ? Unwrap(items).FindAll(item => Test(filter.Predicate, place with { Current = item }) == true) : null;
            case MethodNode method:
                return Evaluate(method.Base, place) is { } subjects ? Call(method.Name, subjects) : null;
            case SignNode sign:
                return Evaluate(sign.Base, place) is { } numbers ? ForEachNumber(numbers, number => sign.IsNegative ? number.Negate() : number.ToItem()) : null;
            case ArithmeticNode arithmetic:
                return Compute(arithmetic, place);
            default:
                throw new InvalidOperationException($"A JSON path has a part that is not evaluated: {node.GetType().Name}.");
        }
    }

    /// <summary>In a lax path the elements stand for an array where something else is asked for.</summary>
    private List<JsonItem> Unwrap(List<JsonItem> items)
    {
        if (!path.IsLax || !items.Exists(item => item.IsArray))
        {
            return items;
        }

        var unwrapped = new List<JsonItem>();
        foreach (var item in items)
        {
            if (item.IsArray)
            {
                item.AddElements(unwrapped);
            }
            else
            {
                unwrapped.Add(item);
            }
        }

        return unwrapped;
    }

    private List<JsonItem>? FindMembers(List<JsonItem> items, byte[]? name)
    {
        var found = new List<JsonItem>(items.Count);
        foreach (var item in items)
        {
            if (!item.IsObject)
            {
                if (!path.IsLax)
                {
                    return Fail(Unfit("OBJECT", item));
                }
            }
            else if (name is null)
            {
                item.ForEachMember((_, value) => found.Add(value));
            }
            else if (item.TryGetMember(name, out var value))
            {
                found.Add(value);
            }
            else if (!path.IsLax)
            {
                return Fail($"structural error: missing member '{Encoding.UTF8.GetString(name)}' in JSON object");
            }
        }

        return found;
    }

    /// <summary>Members of a name on every level, an object's own before those inside of it.</summary>
    private static List<JsonItem> FindDescendants(List<JsonItem> items, byte[] name)
    {
        var found = new List<JsonItem>();
        foreach (var item in items)
        {
            Visit(item);
        }

        return found;

        void Visit(JsonItem item)
        {
            if (item.IsObject)
            {
                if (item.TryGetMember(name, out var value))
                {
                    found.Add(value);
                }

                item.ForEachMember((_, each) => Visit(each));
            }
            else if (item.IsArray)
            {
                var elements = new List<JsonItem>();
                item.AddElements(elements);
                elements.ForEach(Visit);
            }
        }
    }

    private List<JsonItem>? FindElements(List<JsonItem> arrays, IReadOnlyList<(PathNode From, PathNode? To)> subscripts, Place place)
    {
        var found = new List<JsonItem>();
        foreach (var array in arrays)
        {
            var elements = new List<JsonItem>();
            if (array.IsArray)
            {
                array.AddElements(elements);
            }
            else if (path.IsLax)
            {
                elements.Add(array);
            }
            else
            {
                return Fail(Unfit("ARRAY", array));
            }

            if (subscripts.Count == 0)
            {
                found.AddRange(elements);
            }
            else if (elements.Count == 0 && !path.IsLax)
            {
                return Fail("structural error: invalid array subscript for empty array");
            }
            else if (elements.Count > 0 && !TryTake(elements, subscripts, place with { Last = elements.Count - 1 }, found))
            {
                return null;
            }
        }

        return found;
    }

    private bool TryTake(List<JsonItem> elements, IReadOnlyList<(PathNode From, PathNode? To)> subscripts, Place place, List<JsonItem> found)
    {
        foreach (var (from, to) in subscripts)
        {
            if (ReadSubscript(from, place, "from") is not { } first || (to is null ? first : ReadSubscript(to, place, "to")) is not { } last)
            {
                return false;
            }

            if (!path.IsLax && (first < 0 || last >= elements.Count || first > last))
            {
                Fail(string.Create(CultureInfo.InvariantCulture, $"structural error: invalid array subscript: [{first}, {last}] for array of size {elements.Count}"));
                return false;
            }

            for (var index = Math.Max(first, 0); index <= Math.Min(last, elements.Count - 1); index++)
            {
                found.Add(elements[(int)index]);
            }
        }

        return true;
    }

    private long? ReadSubscript(PathNode node, Place place, string end)
    {
        if (Evaluate(node, place) is not { } items)
        {
            return null;
        }

        if (items is [var item] && PathNumber.Read(item) is { } number)
        {
            return number.ToSubscript();
        }

        Fail(items.Count == 1 ? Unfit("NUMBER", items[0]) : $"array subscript '{end}' value must be singleton numeric");
        return null;
    }

    private static string Unfit(string expected, JsonItem actual) => $"invalid item type. Expected: {expected}, actual: {actual.KindName}";

    private List<JsonItem>? Fail(string reason)
    {
        Failure = reason;
        return null;
    }
}
