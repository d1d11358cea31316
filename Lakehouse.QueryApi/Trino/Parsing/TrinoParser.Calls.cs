using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>[functionCall, listagg, trim, substring, position, normalize]</summary>
internal sealed partial class TrinoParser
{
    private FunctionCall ReadCall()
    {
        var name = ReadQualifiedName();
        Expect("(");
        var call = ReadArguments(name);
        Expect(")");
        return ReadModifiers(call);
    }

    private FunctionCall ReadArguments(QualifiedName name)
    {
        // Trino's own functions may be named with their schema: system.builtin.abs(1).
        var function = name.Parts[^1].Text.ToLowerInvariant();
        if (Accept("*"))
        {
            return new FunctionCall(name.Offset, function, []) { IsStar = true };
        }

        if (At(")"))
        {
            return new FunctionCall(name.Offset, function, []);
        }

        var isDistinct = Accept("DISTINCT");
        if (!isDistinct && At("ALL") && !Peek(1).Is(")") && !Peek(1).Is(","))
        {
            index++;
        }

        var arguments = ReadList(ReadExpression);
        return new FunctionCall(name.Offset, function, arguments) { IsDistinct = isDistinct, OrderBy = Accept("ORDER", "BY") ? ReadList(ReadSortItem) : [] };
    }

    private FunctionCall ReadModifiers(FunctionCall call)
    {
        if (Accept("WITHIN", "GROUP"))
        {
            Expect("(");
            Expect("ORDER");
            Expect("BY");
            call = call with { OrderBy = ReadList(ReadSortItem) };
            Expect(")");
        }

        if (At("FILTER", "("))
        {
            index += 2;
            Expect("WHERE");
            call = call with { Filter = ReadExpression() };
            Expect(")");
        }

        if (Accept("IGNORE", "NULLS"))
        {
            call = call with { IgnoresNulls = true };
        }
        else
        {
            Accept("RESPECT", "NULLS");
        }

        if (!Accept("OVER"))
        {
            return call;
        }

        return call with { Over = At("(") ? ReadWindowSpecification() : new Window(ReadIdentifier(), [], [], null, true) };
    }

    private Expression ReadSpecialCall(Token token)
    {
        index += 2;
        switch (token.Upper)
        {
            case "TRIM":
                return ReadTrim(token.Offset);
            case "SUBSTRING":
                var text = ReadExpression();
                List<Expression> arguments = [text];
                if (Accept("FROM"))
                {
                    arguments.Add(ReadExpression());
                    if (Accept("FOR"))
                    {
                        arguments.Add(ReadExpression());
                    }
                }
                else
                {
                    while (Accept(","))
                    {
                        arguments.Add(ReadExpression());
                    }
                }

                Expect(")");
                return new FunctionCall(token.Offset, "substring", arguments);
            case "POSITION":
                var part = ReadValue();
                Expect("IN");
                var whole = ReadValue();
                Expect(")");
                return new FunctionCall(token.Offset, "strpos", [whole, part]);
            case "NORMALIZE":
                var value = ReadExpression();
                var form = Accept(",") ? AcceptAny("NFD", "NFC", "NFKD", "NFKC") ?? throw Unexpected("'NFC', 'NFD', 'NFKC', 'NFKD'") : "NFC";
                Expect(")");
                return new FunctionCall(token.Offset, "normalize", form == "NFC" ? [value] : [value, new Literal(token.Offset, LiteralKind.Text, form)]);
            default:
                return ReadListagg(token.Offset);
        }
    }

    private Trim ReadTrim(int start)
    {
        var side = AcceptAny("LEADING", "TRAILING", "BOTH");
        if (side is not null && Accept("FROM"))
        {
            var all = ReadExpression();
            Expect(")");
            return new Trim(start, side, null, all);
        }

        var first = ReadExpression();
        if (Accept("FROM"))
        {
            var source = ReadExpression();
            Expect(")");
            return new Trim(start, side ?? "BOTH", first, source);
        }

        var characters = side is null && Accept(",") ? ReadExpression() : null;
        Expect(")");
        return new Trim(start, "BOTH", characters, first);
    }

    /// <summary><c>LISTAGG(DISTINCT x, ',' ON OVERFLOW ERROR) WITHIN GROUP (ORDER BY x)</c></summary>
    private FunctionCall ReadListagg(int start)
    {
        var isDistinct = Accept("DISTINCT");
        if (!isDistinct)
        {
            Accept("ALL");
        }

        List<Expression> arguments = [ReadExpression()];
        arguments.Add(Accept(",") ? ReadExpression() : new Literal(start, LiteralKind.Text, ""));
        if (Accept("ON", "OVERFLOW") && !Accept("ERROR"))
        {
            throw SyntaxError.NotSupported(sql, Current.Offset, "LISTAGG … ON OVERFLOW TRUNCATE is not available here; ON OVERFLOW ERROR is.");
        }

        Expect(")");
        var call = ReadModifiers(new FunctionCall(start, "listagg", arguments) { IsDistinct = isDistinct });
        return call.OrderBy.Count > 0 ? call : throw Unexpected("'WITHIN GROUP (ORDER BY …)'");
    }
}
