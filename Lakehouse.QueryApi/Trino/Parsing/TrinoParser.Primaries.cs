using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>[primaryExpression], all but what calls functions</summary>
internal sealed partial class TrinoParser
{
    private static readonly string[] TypesOfLiterals =
        ["DATE", "TIME", "TIMESTAMP", "DECIMAL", "DOUBLE", "REAL", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "VARCHAR", "CHAR", "JSON", "BOOLEAN", "VARBINARY", "UUID", "IPADDRESS"];

    private Expression ReadPrimary()
    {
        var value = ReadSimple();
        var levels = 0;
        while (true)
        {
            Grow(ref levels, MaxPostfixes);
            if (Accept("["))
            {
                var position = Nest(ReadValue);
                Expect("]");
                value = new Subscript(value.Offset, value, position);
            }
            else if (At(".") && !(starAllowed && Peek(1).Is("*")))
            {
                index++;
                value = new Dereference(value.Offset, value, ReadIdentifier());
            }
            else
            {
                return value;
            }
        }
    }

    private Expression ReadSimple()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                index++;
                return new Literal(token.Offset, LiteralKind.Text, token.Text);
            case TokenKind.Binary:
                index++;
                return new Literal(token.Offset, LiteralKind.Binary, token.Text);
            case TokenKind.Integer:
                index++;
                return new Literal(token.Offset, LiteralKind.Integer, token.Text);
            case TokenKind.Decimal:
                index++;
                return new Literal(token.Offset, LiteralKind.Decimal, token.Text);
            case TokenKind.Double:
                index++;
                return new Literal(token.Offset, LiteralKind.Double, token.Text);
            case TokenKind.Symbol when token.Text == "?":
                return ReadParameter();
            case TokenKind.Symbol when token.Text == "(":
                return ReadParenthesis();
            case TokenKind.QuotedName:
                return Peek(1).Is("(") ? ReadCall() : ReadName();
            case TokenKind.Word:
                return ReadWordExpression(token);
            case TokenKind.BackquotedName:
                return new Name(token.Offset, ReadIdentifier());
            default:
                throw Unexpected("<expression>");
        }
    }

    private Expression ReadWordExpression(Token token)
    {
        switch (token.Upper)
        {
            case "NULL":
                index++;
                return new Literal(token.Offset, LiteralKind.Null, "NULL");
            case "TRUE" or "FALSE":
                index++;
                return new Literal(token.Offset, LiteralKind.Boolean, token.Upper);
            case "CASE":
                return Nest(ReadCase);
            case "CAST" or "TRY_CAST" when Peek(1).Is("("):
                return ReadCast();
            case "EXISTS":
                index++;
                Expect("(");
                var query = ReadQuery();
                Expect(")");
                return new Exists(token.Offset, query);
            case "INTERVAL" when Peek(1).Kind == TokenKind.Text || ((Peek(1).Is("-") || Peek(1).Is("+")) && Peek(2).Kind == TokenKind.Text):
                return ReadInterval();
            case "ARRAY" when Peek(1).Is("["):
                return ReadArray();
            case "ROW" when Peek(1).Is("("):
                index += 2;
                var items = ReadList(ReadExpression);
                Expect(")");
                return new RowConstructor(token.Offset, items);
            case "EXTRACT":
                return ReadExtract();
            case "GROUPING":
                index++;
                Expect("(");
                IReadOnlyList<Expression> columns = At(")") ? [] : ReadList(ReadExpression);
                Expect(")");
                return new Grouping(token.Offset, columns);
            case "CURRENT_DATE" or "CURRENT_TIME" or "CURRENT_TIMESTAMP" or "LOCALTIME" or "LOCALTIMESTAMP" or "CURRENT_USER" or "CURRENT_CATALOG" or "CURRENT_SCHEMA" or "CURRENT_PATH":
                return ReadCurrent(token);
            case "JSON_VALUE" or "JSON_QUERY" or "JSON_EXISTS" or "JSON_OBJECT" or "JSON_ARRAY":
                return ReadJson(token);
            case "DOUBLE" when Peek(1).Is("PRECISION") && Peek(2).Kind == TokenKind.Text:
                index += 2;
                return new TypedLiteral(token.Offset, "DOUBLE", ReadText());
            case "TRIM" or "SUBSTRING" or "POSITION" or "NORMALIZE" or "LISTAGG" when Peek(1).Is("("):
                return ReadSpecialCall(token);
        }

        if (Peek(1).Kind == TokenKind.Text && !Reserved.Words.Contains(token.Upper))
        {
            if (!TypesOfLiterals.Contains(token.Upper))
            {
                throw SyntaxError.Invalid(sql, token.Offset, $"Unknown type: {token.Text}");
            }

            index++;
            return new TypedLiteral(token.Offset, token.Upper, ReadText());
        }

        if (Peek(1).Is("->"))
        {
            var parameter = ReadIdentifier();
            index++;
            return new Lambda(token.Offset, [parameter], ReadExpression());
        }

        return IsCall() ? ReadCall() : ReadName();
    }

    /// <summary><c>name(</c>, <c>schema.name(</c></summary>
    private bool IsCall()
    {
        var ahead = 1;
        while (Peek(ahead).Is(".") && Peek(ahead + 1).Kind is TokenKind.Word or TokenKind.QuotedName)
        {
            ahead += 2;
        }

        return Peek(ahead).Is("(");
    }

    private Name ReadName()
    {
        var name = ReadIdentifier();
        return new Name(name.Offset, name);
    }

    private Parameter ReadParameter() => new(tokens[index++].Offset, parameters++);

    /// <summary>A lambda's parameters, a query, a row, or an expression in parentheses.</summary>
    private Expression ReadParenthesis()
    {
        var start = Current.Offset;
        if (IsLambda())
        {
            index++;
            var names = At(")") ? [] : ReadList(ReadIdentifier);
            Expect(")");
            Expect("->");
            return new Lambda(start, names, ReadExpression());
        }

        if (Peek(1).Is("SELECT") || Peek(1).Is("WITH") || Peek(1).Is("VALUES") || Peek(1).Is("TABLE"))
        {
            index++;
            var query = ReadQuery();
            Expect(")");
            return new ScalarQuery(start, query);
        }

        index++;
        var items = ReadList(ReadExpression);
        Expect(")");
        return items.Count == 1 ? items[0] : new RowConstructor(start, items);
    }

    private bool IsLambda()
    {
        var ahead = 1;
        while (Peek(ahead).Kind is TokenKind.Word or TokenKind.QuotedName || Peek(ahead).Is(","))
        {
            ahead++;
        }

        return Peek(ahead).Is(")") && Peek(ahead + 1).Is("->");
    }

    private Case ReadCase()
    {
        var start = Current.Offset;
        index++;
        var operand = At("WHEN") ? null : ReadExpression();
        var branches = new List<(Expression, Expression)>();
        while (Accept("WHEN"))
        {
            var when = ReadExpression();
            Expect("THEN");
            branches.Add((when, ReadExpression()));
        }

        if (branches.Count == 0)
        {
            throw Unexpected("'WHEN'");
        }

        var otherwise = Accept("ELSE") ? ReadExpression() : null;
        Expect("END");
        return new Case(start, operand, branches, otherwise);
    }

    private Cast ReadCast()
    {
        var token = tokens[index];
        index += 2;
        var value = ReadExpression();
        Expect("AS");
        var type = ReadType();
        Expect(")");
        return new Cast(token.Offset, value, type, token.Upper == "TRY_CAST");
    }

    private IntervalLiteral ReadInterval()
    {
        var start = Current.Offset;
        Expect("INTERVAL");
        var isNegative = AcceptAny("-", "+") == "-";
        var text = ReadText();
        var from = ReadIntervalField();
        return new IntervalLiteral(start, isNegative, text, from, Accept("TO") ? ReadIntervalField() : null);
    }

    private string ReadIntervalField() => AcceptAny("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND") ?? throw Unexpected("'DAY', 'HOUR', 'MINUTE', 'MONTH', 'SECOND', 'YEAR'");

    private ArrayConstructor ReadArray()
    {
        var start = Current.Offset;
        index += 2;
        IReadOnlyList<Expression> items = At("]") ? [] : ReadList(ReadExpression);
        Expect("]");
        return new ArrayConstructor(start, items);
    }

    private Extract ReadExtract()
    {
        var start = Current.Offset;
        index++;
        Expect("(");
        var field = ReadIdentifier();
        Expect("FROM");
        var value = ReadExpression();
        Expect(")");
        return new Extract(start, field.Text.ToUpperInvariant(), value);
    }

    private CurrentValue ReadCurrent(Token token)
    {
        index++;
        int? precision = null;
        if (token.Upper is "CURRENT_TIME" or "CURRENT_TIMESTAMP" or "LOCALTIME" or "LOCALTIMESTAMP" && Accept("("))
        {
            precision = ReadInteger();
            Expect(")");
        }

        return new CurrentValue(token.Offset, token.Upper, precision);
    }
}
