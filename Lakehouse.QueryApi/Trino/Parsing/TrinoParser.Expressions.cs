using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>[expression, booleanExpression, predicate, valueExpression]</summary>
internal sealed partial class TrinoParser
{
    private bool starAllowed;

    private Expression ReadExpression() => ReadExpression(allowStar: false);

    /// <param name="allowStar">The text may go on with <c>.*</c>, which is then left for the caller.</param>
    private Expression ReadExpression(bool allowStar)
    {
        var outer = starAllowed;
        starAllowed = allowStar;
        var value = Nest(ReadOr);
        starAllowed = outer;
        return value;
    }

    private Expression ReadOr() => ReadLogical("OR", ReadAnd);

    private Expression ReadAnd() => ReadLogical("AND", ReadNot);

    private Expression ReadLogical(string word, Func<Expression> readOperand)
    {
        var first = readOperand();
        if (!At(word))
        {
            return first;
        }

        var operands = new List<Expression> { first };
        while (Accept(word))
        {
            operands.Add(readOperand());
        }

        return new Logical(first.Offset, word, operands);
    }

    private Expression ReadNot()
    {
        var start = Current.Offset;
        if (!Accept("NOT"))
        {
            return ReadPredicate();
        }

        return new Not(start, Nest(ReadNot));
    }

    private Expression ReadPredicate()
    {
        var left = ReadValue();
        var levels = 0;
        while (true)
        {
            Grow(ref levels, MaxPostfixes);
            if (Current.Kind == TokenKind.Symbol && Current.Text is "=" or "<>" or "<" or "<=" or ">" or ">=")
            {
                left = ReadComparison(left);
            }
            else if (Accept("IS"))
            {
                left = ReadIs(left);
            }
            else if (At("BETWEEN") || At("IN") || At("LIKE") || At("NOT", "BETWEEN") || At("NOT", "IN") || At("NOT", "LIKE"))
            {
                left = ReadNegatable(left, Accept("NOT"));
            }
            else
            {
                return left;
            }
        }
    }

    private Expression ReadComparison(Expression left)
    {
        var symbol = tokens[index++].Text;
        if ((At("ALL") || At("SOME") || At("ANY")) && Peek(1).Is("("))
        {
            var quantifier = tokens[index].Upper == "ALL" ? "ALL" : "ANY";
            index += 2;
            var query = ReadQuery();
            Expect(")");
            return new Quantified(left.Offset, symbol, quantifier, left, query);
        }

        return new Comparison(left.Offset, symbol, left, ReadValue());
    }

    private Expression ReadIs(Expression left)
    {
        var isNegated = Accept("NOT");
        if (Accept("NULL"))
        {
            return new IsNull(left.Offset, left, isNegated);
        }

        if (!Accept("DISTINCT", "FROM"))
        {
            throw Unexpected("'DISTINCT FROM', 'NULL'");
        }

        return new IsDistinct(left.Offset, left, ReadValue(), isNegated);
    }

    private Expression ReadNegatable(Expression left, bool isNegated)
    {
        if (Accept("BETWEEN"))
        {
            var lower = ReadValue();
            Expect("AND");
            return new Between(left.Offset, left, lower, ReadValue(), isNegated);
        }

        if (Accept("LIKE"))
        {
            var pattern = ReadValue();
            return new Like(left.Offset, left, pattern, Accept("ESCAPE") ? ReadValue() : null, isNegated);
        }

        Expect("IN");
        Expect("(");
        if (At("SELECT") || At("WITH") || At("VALUES") || At("TABLE") || AtNestedQuery())
        {
            var query = ReadQuery();
            Expect(")");
            return new InQuery(left.Offset, left, query, isNegated);
        }

        var items = ReadList(ReadExpression);
        Expect(")");
        return new InList(left.Offset, left, items, isNegated);
    }

    /// <summary><c>((SELECT …))</c> and <c>((SELECT …) UNION …)</c> are queries; <c>((SELECT 1), 2)</c> and <c>((SELECT 1) + 1)</c> are not.</summary>
    private bool AtNestedQuery()
    {
        var ahead = 0;
        while (Peek(ahead).Is("("))
        {
            ahead++;
        }

        return ahead > 0 && (Peek(ahead).Is("SELECT") || Peek(ahead).Is("WITH") || Peek(ahead).Is("VALUES")) && ClosesAsQuery(index);
    }

    /// <summary>Weakest first: <c>||</c>, then + and -, then * / and %, then signs, then AT TIME ZONE.</summary>
    private Expression ReadValue() => ReadChain(ReadSum, "||");

    private Expression ReadSum() => ReadChain(ReadProduct, "+", "-");

    private Expression ReadProduct() => ReadChain(ReadSigned, "*", "/", "%");

    private Expression ReadChain(Func<Expression> readOperand, params ReadOnlySpan<string> operators)
    {
        var first = readOperand();
        List<(string, Expression)>? rest = null;
        while (AcceptAny(operators) is { } symbol)
        {
            (rest ??= []).Add((symbol, readOperand()));
            if (rest.Count > MaxOperators)
            {
                throw TooDeep();
            }
        }

        return rest is null ? first : new Chain(first.Offset, first, rest);
    }

    private Expression ReadSigned()
    {
        var start = Current.Offset;
        if (AcceptAny("-", "+") is { } sign)
        {
            return new Unary(start, sign[0], Nest(ReadSigned));
        }

        var value = ReadPrimary();
        var levels = 0;
        while (At("AT", "TIME"))
        {
            Grow(ref levels, MaxPostfixes);
            index += 2;
            Expect("ZONE");
            value = new AtTimeZone(value.Offset, value, At("INTERVAL") ? ReadInterval() : ReadPrimary());
        }

        return value;
    }
}
