using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>[query … windowSpecification]</summary>
internal sealed partial class TrinoParser
{
    private Query ReadQuery() => Nest(() =>
    {
        var start = Current.Offset;
        return ReadQueryTail(start, At("WITH") ? ReadWith() : null);
    });

    private With ReadWith()
    {
        index++;
        if (At("FUNCTION") || At("SESSION"))
        {
            throw SyntaxError.NotSupported(sql, Current.Offset, $"WITH {Current.Upper} is not available here, as in Athena.");
        }

        var isRecursive = Accept("RECURSIVE");
        return new With(isRecursive, ReadList(() =>
        {
            var name = ReadIdentifier();
            var columns = At("(") ? ReadIdentifiers() : [];
            Expect("AS");
            Expect("(");
            var query = ReadQuery();
            Expect(")");
            return new NamedQuery(name, columns, query);
        }));
    }

    /// <summary>[queryNoWith]</summary>
    private Query ReadQueryTail(int start, With? with)
    {
        var body = ReadTerm();
        List<SortItem> order = Accept("ORDER", "BY") ? ReadList(ReadSortItem) : [];
        Expression? offset = null;
        if (Accept("OFFSET"))
        {
            offset = ReadRowCount();
            _ = AcceptAny("ROWS", "ROW");
        }

        Expression? limit = null;
        var withTies = false;
        if (Accept("LIMIT"))
        {
            limit = Accept("ALL") ? null : ReadRowCount();
            if (offset is null && At("OFFSET"))
            {
                throw SyntaxError.At(sql, Current.Offset, "mismatched input 'OFFSET'. OFFSET stands in front of LIMIT: OFFSET 10 LIMIT 5");
            }
        }
        else if (Accept("FETCH"))
        {
            _ = AcceptAny("FIRST", "NEXT") ?? throw Unexpected("'FIRST', 'NEXT'");
            limit = At("ROW") || At("ROWS") ? new Literal(Current.Offset, LiteralKind.Integer, "1") : ReadRowCount();
            _ = AcceptAny("ROWS", "ROW") ?? throw Unexpected("'ROW', 'ROWS'");
            withTies = !Accept("ONLY");
            if (withTies && !Accept("WITH", "TIES"))
            {
                throw Unexpected("'ONLY', 'WITH TIES'");
            }

            if (withTies && order.Count == 0)
            {
                throw SyntaxError.At(sql, start, "FETCH FIRST WITH TIES clause requires ORDER BY");
            }
        }

        return new Query(start, with, body) { OrderBy = order, RowOffset = offset, Limit = limit, WithTies = withTies };
    }

    private Expression ReadRowCount()
    {
        if (At("?"))
        {
            return ReadParameter();
        }

        return Current.Kind == TokenKind.Integer ? new Literal(Current.Offset, LiteralKind.Integer, tokens[index++].Text) : throw Unexpected("<integer>, '?'");
    }

    /// <summary>UNION and EXCEPT, which bind weaker than INTERSECT.</summary>
    private QueryBody ReadTerm()
    {
        var start = Current.Offset;
        var first = ReadIntersection();
        var rest = new List<(string, bool, QueryBody)>();
        while (AcceptAny("UNION", "EXCEPT") is { } operation)
        {
            var isAll = ReadIsAll();
            rest.Add((operation, isAll, ReadIntersection()));
            if (rest.Count > MaxJoins)
            {
                throw TooDeep();
            }
        }

        return rest.Count == 0 ? first : new SetOperation(start, first, rest);
    }

    private QueryBody ReadIntersection()
    {
        var start = Current.Offset;
        var first = ReadPrimaryQuery();
        var rest = new List<(string, bool, QueryBody)>();
        while (Accept("INTERSECT"))
        {
            var isAll = ReadIsAll();
            rest.Add(("INTERSECT", isAll, ReadPrimaryQuery()));
            if (rest.Count > MaxJoins)
            {
                throw TooDeep();
            }
        }

        return rest.Count == 0 ? first : new SetOperation(start, first, rest);
    }

    private bool ReadIsAll()
    {
        var isAll = Accept("ALL");
        if (!isAll)
        {
            Accept("DISTINCT");
        }

        return isAll;
    }

    private QueryBody ReadPrimaryQuery()
    {
        if (Accept("TABLE"))
        {
            return new TableQuery(ReadQualifiedName());
        }

        if (Accept("VALUES"))
        {
            return new ValuesQuery(ReadList(ReadExpression));
        }

        if (At("("))
        {
            index++;
            var start = Current.Offset;
            var query = Nest(() => ReadQueryTail(start, At("WITH") ? ReadWith() : null));
            Expect(")");
            return new NestedQuery(query);
        }

        return At("SELECT") ? ReadSelect() : throw Unexpected("'(', 'SELECT', 'TABLE', 'VALUES'");
    }

    private Select ReadSelect()
    {
        var start = Current.Offset;
        index++;
        var isDistinct = Accept("DISTINCT");
        if (!isDistinct)
        {
            Accept("ALL");
        }

        var select = new Select(start, isDistinct, ReadList(ReadSelectItem))
        {
            From = Accept("FROM") ? ReadList(ReadRelation) : [],
            Where = Accept("WHERE") ? ReadExpression() : null,
        };
        if (Accept("GROUP", "BY"))
        {
            var isGroupDistinct = At("DISTINCT");
            _ = AcceptAny("DISTINCT", "ALL");
            select = select with { IsGrouped = true, IsGroupDistinct = isGroupDistinct, GroupBy = ReadList(ReadGroupingElement) };
        }

        return select with
        {
            Having = Accept("HAVING") ? ReadExpression() : null,
            Windows = Accept("WINDOW") ? ReadList(ReadNamedWindow) : [],
        };
    }

    private SelectItem ReadSelectItem()
    {
        if (Accept("*"))
        {
            return new SelectItem(null, null, true, []);
        }

        var value = ReadExpression(allowStar: true);
        if (Accept(".", "*"))
        {
            return new SelectItem(value, null, true, Accept("AS") ? ReadIdentifiers() : []);
        }

        return new SelectItem(value, Accept("AS") || AtIdentifier() ? ReadIdentifier() : null, false, []);
    }

    private GroupingElement ReadGroupingElement()
    {
        var kind = AcceptAny("ROLLUP", "CUBE");
        if (kind is null && Accept("GROUPING", "SETS"))
        {
            kind = "GROUPING SETS";
        }

        if (kind is null)
        {
            var set = ReadGroupingSet(out var isBare);
            return new GroupingElement(null, [set], isBare);
        }

        Expect("(");
        IReadOnlyList<IReadOnlyList<Expression>> sets = At(")") ? [] : ReadList(() => ReadGroupingSet(out _));
        Expect(")");
        return new GroupingElement(kind, sets, false);
    }

    /// <summary><c>(a, b)</c>, <c>()</c> or an expression, which may itself begin with a parenthesis.</summary>
    private IReadOnlyList<Expression> ReadGroupingSet(out bool isBare)
    {
        isBare = false;
        if (Accept("(", ")"))
        {
            return [];
        }

        isBare = true;
        var value = ReadExpression();
        if (value is RowConstructor { Items: var items } row && sql[row.Offset] == '(')
        {
            isBare = false;
            return items;
        }

        return [value];
    }

    private SortItem ReadSortItem()
    {
        var value = ReadExpression();
        var isDescending = Accept("DESC");
        if (!isDescending)
        {
            Accept("ASC");
        }

        bool? nullsFirst = Accept("NULLS") ? (AcceptAny("FIRST", "LAST") ?? throw Unexpected("'FIRST', 'LAST'")) == "FIRST" : null;
        return new SortItem(value, isDescending, nullsFirst);
    }

    private (Identifier, Window) ReadNamedWindow()
    {
        var name = ReadIdentifier();
        Expect("AS");
        return (name, ReadWindowSpecification());
    }

    private Window ReadWindowSpecification()
    {
        Expect("(");
        var isNamed = AtIdentifier() && !At("PARTITION", "BY") && !AtFrame();
        var name = isNamed ? ReadIdentifier() : null;
        IReadOnlyList<Expression> partition = Accept("PARTITION", "BY") ? ReadList(ReadExpression) : [];
        IReadOnlyList<SortItem> order = Accept("ORDER", "BY") ? ReadList(ReadSortItem) : [];
        if (At("MEASURES"))
        {
            throw SyntaxError.NotSupported(sql, Current.Offset, "Row pattern recognition in windows (MEASURES … PATTERN) is not available here.");
        }

        var frame = AtFrame() ? ReadFrame() : null;
        Expect(")");
        return new Window(name, partition, order, frame, false);
    }

    private bool AtFrame() => (At("RANGE") || At("ROWS") || At("GROUPS")) && !Peek(1).Is(")") && !Peek(1).Is("PARTITION") && !Peek(1).Is("ORDER");

    private WindowFrame ReadFrame()
    {
        var unit = tokens[index++].Upper;
        if (!Accept("BETWEEN"))
        {
            return new WindowFrame(unit, ReadFrameBound(), null);
        }

        var start = ReadFrameBound();
        Expect("AND");
        return new WindowFrame(unit, start, ReadFrameBound());
    }

    private FrameBound ReadFrameBound()
    {
        if (Accept("CURRENT", "ROW"))
        {
            return new FrameBound(null, "CURRENT ROW");
        }

        if (Accept("UNBOUNDED"))
        {
            return new FrameBound(null, "UNBOUNDED " + ReadDirection());
        }

        var distance = ReadValue();
        return new FrameBound(distance, ReadDirection());
    }

    private string ReadDirection() => AcceptAny("PRECEDING", "FOLLOWING") ?? throw Unexpected("'FOLLOWING', 'PRECEDING'");
}
