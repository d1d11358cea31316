using System.Runtime.CompilerServices;

namespace Lakehouse.Delta.Engine;

internal enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
}

/// <summary>A column, or an order-keeping cast of one, compared with a constant.</summary>
internal sealed record ColumnComparison(FilterOperand Operand, Comparison Comparison, ConstantRange Value) : FileFilter
{
    [MethodImpl(FirstCall.IsFast)]
    public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns)
    {
        var domain = Operand.Domain(columns);
        return Comparison switch
        {
            Comparison.Equal => new Truth(domain.MayBeIn(Value), domain.MayBeValue && !domain.IsOnly(Value), domain.MayBeNull),
            Comparison.Less => new Truth(domain.MayBeBelow(Value.High, orEqual: false), domain.MayBeAbove(Value.Low, orEqual: true), domain.MayBeNull),
            _ => new Truth(domain.MayBeBelow(Value.High, orEqual: true), domain.MayBeAbove(Value.Low, orEqual: false), domain.MayBeNull),
        };
    }
}

/// <summary>A column in a list of values, which are in ascending order so that long lists are searched fast.</summary>
internal sealed record ColumnInList : FileFilter
{
    private ColumnInList(FilterOperand operand, ConstantRange[] values, bool listHasNull) => (Operand, Values, ListHasNull) = (operand, values, listHasNull);

    private FilterOperand Operand { get; }

    private ConstantRange[] Values { get; }

    private bool ListHasNull { get; }

    /// <summary>The filter for values of one type.</summary>
    public static ColumnInList Of(FilterOperand operand, IEnumerable<ConstantRange> values, bool listHasNull) =>
        new(operand, [.. values.Order(Comparer<ConstantRange>.Create((a, b) => a.High.CompareAsConstant(b.High)))], listHasNull);

    public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns)
    {
        var domain = Operand.Domain(columns);
        return new Truth(MayBeListed(domain), domain.MayBeValue && !IsListed(domain), domain.MayBeNull || ListHasNull);
    }

    private bool MayBeListed(ColumnDomain domain)
    {
        // the first value that is not below the domain decides: those after it are only farther away
        int low = 0, high = Values.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (domain.MayBeBelow(Values[middle].High, orEqual: true))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low < Values.Length && domain.MayBeIn(Values[low]);
    }

    private bool IsListed(ColumnDomain domain)
    {
        foreach (var value in Values)
        {
            if (domain.IsOnly(value))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A text column that starts with a prefix.</summary>
internal sealed record ColumnPrefix(FilterOperand Operand, FilterValue Prefix) : FileFilter
{
    public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns)
    {
        var domain = Operand.Domain(columns);
        var reaches = domain.MayBeAbove(Prefix, orEqual: true);
        var starts = domain.MayBeBelow(Prefix, orEqual: true) || (domain.Min is { } min && Prefix.IsPrefixOf(min));
        return new Truth(domain.MayBeValue && reaches && starts, domain.MayBeValue, domain.MayBeNull);
    }
}

internal sealed record ColumnIsNull(FilterOperand Operand) : FileFilter
{
    public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns)
    {
        var domain = Operand.Domain(columns);
        return new Truth(domain.MayBeNull, domain.MayBeValue, false);
    }
}
