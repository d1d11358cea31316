namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>Conditions of filters. They never fail: what fails is unknown, which is null here.</summary>
internal sealed partial class PathEvaluation
{
    private bool? Test(PathPredicate predicate, Place place) => predicate switch
    {
        ComparisonPredicate comparison => Compare(comparison, place),
        LogicalPredicate { IsAnd: true } both => Test(both.Left, place) is var left && left == false ? false : left & Test(both.Right, place),
        LogicalPredicate either => Test(either.Left, place) is var left && left == true ? true : left | Test(either.Right, place),
        NotPredicate not => !Test(not.Inner, place),
        UnknownPredicate unknown => Test(unknown.Inner, place) is null,
        ExistsPredicate exists => Evaluate(exists.Path, place) is { } items ? items.Count > 0 : null,
        StartsWithPredicate starts => StartsWith(starts, place),
        _ => throw new InvalidOperationException($"A JSON path has a condition that is not evaluated: {predicate.GetType().Name}."),
    };

    /// <summary>
    /// Each of one side is compared with each of the other; a lax path ends at the first that holds. JSON's null equals null and nothing else;
    /// arrays and objects are compared with null only.
    /// </summary>
    private bool? Compare(ComparisonPredicate comparison, Place place)
    {
        if (Evaluate(comparison.Left, place) is not { } left || Evaluate(comparison.Right, place) is not { } right)
        {
            return null;
        }

        (left, right) = (Unwrap(left), Unwrap(right));
        if (left.Count == 0 || right.Count == 0)
        {
            return false;
        }

        var (one, other) = (Contents.Of(left), Contents.Of(right));
        if ((one.HasContainer && (other.HasContainer || other.HasScalar)) || (one.HasScalar && other.HasContainer))
        {
            return null;
        }

        var found = comparison.Operator switch
        {
            "==" => one.HasNull && other.HasNull,
            "!=" => (one.HasNull && (other.HasScalar || other.HasContainer)) || (other.HasNull && (one.HasScalar || one.HasContainer)),
            _ => false,
        };
        if (found && path.IsLax)
        {
            return true;
        }

        foreach (var (first, second) in left.Where(IsScalar).SelectMany(_ => right.Where(IsScalar), (first, second) => (first, second)))
        {
            if (CompareScalars(first, second) is not { } order)
            {
                return null;
            }

            found |= Holds(comparison.Operator, order);
            if (found && path.IsLax)
            {
                return true;
            }
        }

        return found;
    }

    private static bool IsScalar(JsonItem item) => item.IsNumber || item.Kind is JsonToken.String or JsonToken.True or JsonToken.False;

    /// <returns>Null of two that are not of one kind.</returns>
    private static int? CompareScalars(JsonItem first, JsonItem second)
    {
        if (first.IsNumber && second.IsNumber)
        {
            return PathNumber.Read(first) is { } number && PathNumber.Read(second) is { } other ? number.CompareTo(other) : null;
        }

        return (first.Kind, second.Kind) switch
        {
            (JsonToken.String, JsonToken.String) => first.Text.SequenceCompareTo(second.Text),
            (JsonToken.True or JsonToken.False, JsonToken.True or JsonToken.False) => (first.Kind == JsonToken.True).CompareTo(second.Kind == JsonToken.True),
            _ => null,
        };
    }

    private static bool Holds(string sign, int order) => sign switch
    {
        "==" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    private bool? StartsWith(StartsWithPredicate predicate, Place place)
    {
        if (Evaluate(predicate.Path, place) is not { } items || Evaluate(predicate.Prefix, place) is not [{ Kind: JsonToken.String } prefix])
        {
            return null;
        }

        var found = false;
        foreach (var item in Unwrap(items))
        {
            if (item.Kind != JsonToken.String)
            {
                return null;
            }

            found |= item.Text.StartsWith(prefix.Text);
            if (found && path.IsLax)
            {
                return true;
            }
        }

        return found;
    }

    /// <summary>What a sequence has.</summary>
    private readonly record struct Contents(bool HasNull, bool HasScalar, bool HasContainer)
    {
        public static Contents Of(List<JsonItem> items) => new(items.Exists(item => item.Kind == JsonToken.Null), items.Exists(IsScalar), items.Exists(item => item.IsArray || item.IsObject));
    }
}
