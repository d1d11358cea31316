using System.Globalization;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>Methods and arithmetic.</summary>
internal sealed partial class PathEvaluation
{
    private List<JsonItem>? Call(string method, List<JsonItem> items) => method switch
    {
        "type" => items.ConvertAll(item => JsonItem.Of(item.IsDecimal ? "number" : item.KindName.ToLowerInvariant())),
        "size" => CountElements(items),
        "keyvalue" => ListMembers(Unwrap(items)),
        "double" => ToDoubles(Unwrap(items)),
        "ceiling" => ForEachNumber(items, number => number.Ceiling()),
        "floor" => ForEachNumber(items, number => number.Floor()),
        _ => ForEachNumber(items, number => number.Abs()),
    };

    private List<JsonItem>? CountElements(List<JsonItem> items)
    {
        var sizes = new List<JsonItem>(items.Count);
        foreach (var item in items)
        {
            if (!item.IsArray && !path.IsLax)
            {
                return Fail(Unfit("ARRAY", item));
            }

            var elements = new List<JsonItem>();
            if (item.IsArray)
            {
                item.AddElements(elements);
            }

            sizes.Add(JsonItem.Of(item.IsArray ? elements.Count : 1));
        }

        return sizes;
    }

    /// <summary><c>{"name":"a","value":1,"id":0}</c>; the id is the object's.</summary>
    private List<JsonItem>? ListMembers(List<JsonItem> items)
    {
        var members = new List<JsonItem>();
        foreach (var item in items)
        {
            if (!item.IsObject)
            {
                return Fail(Unfit("OBJECT", item));
            }

            var id = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"id\":{objects++}}}"));
            item.ForEachMember((name, value) => members.Add(new JsonItem((byte[])[.. "{\"name\":"u8, .. name.Span, .. ",\"value\":"u8, .. value.Json.Span, .. id])));
        }

        return members;
    }

    private List<JsonItem>? ToDoubles(List<JsonItem> items)
    {
        var doubles = new List<JsonItem>(items.Count);
        foreach (var item in items)
        {
            if (PathNumber.Read(item) is { } number)
            {
                doubles.Add(number.ToDouble());
            }
            else if (item.Kind != JsonToken.String)
            {
                return Fail(Unfit("NUMBER or TEXT", item));
            }
            else if (double.TryParse(item.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                doubles.Add(PathNumber.Write(value));
            }
            else
            {
                return Fail($"Cannot cast '{Encoding.UTF8.GetString(item.Text)}' to DOUBLE");
            }
        }

        return doubles;
    }

    private List<JsonItem>? ForEachNumber(List<JsonItem> items, Func<PathNumber, JsonItem?> compute)
    {
        var results = new List<JsonItem>();
        foreach (var item in Unwrap(items))
        {
            if (PathNumber.Read(item) is not { } number)
            {
                return Fail(item.IsNumber ? "value too big" : Unfit("NUMBER", item));
            }

            if (compute(number) is not { } result)
            {
                return Fail("Numeric value out of range");
            }

            results.Add(result);
        }

        return results;
    }

    private List<JsonItem>? Compute(ArithmeticNode node, Place place)
    {
        if (Evaluate(node.Left, place) is not { } left || Evaluate(node.Right, place) is not { } right)
        {
            return null;
        }

        if (Unwrap(left) is not [var first] || Unwrap(right) is not [var second])
        {
            return Fail("arithmetic binary expression requires singleton operands");
        }

        if (PathNumber.Read(first) is not { } number || PathNumber.Read(second) is not { } other)
        {
            return Fail(Unfit("NUMBER", PathNumber.Read(first) is null ? first : second));
        }

        return number.Compute(node.Operator, other, out var failure) is { } result ? [result] : Fail(failure);
    }
}
