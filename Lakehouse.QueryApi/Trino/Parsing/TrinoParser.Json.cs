using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>[jsonValue, jsonQuery, jsonExists, jsonObject, jsonArray]</summary>
internal sealed partial class TrinoParser
{
    private Expression ReadJson(Token token)
    {
        index++;
        Expect("(");
        Expression value = token.Upper switch
        {
            "JSON_OBJECT" => ReadJsonObject(token.Offset),
            "JSON_ARRAY" => ReadJsonArray(token.Offset),
            _ => ReadJsonPath(token),
        };
        Expect(")");
        return value;
    }

    private JsonPathCall ReadJsonPath(Token token)
    {
        var input = ReadJsonInput().Value;
        Expect(",");
        var path = ReadText();
        var passing = Accept("PASSING") ? ReadList(ReadJsonVariable) : [];
        var returning = Accept("RETURNING") ? ReadType() : null;
        if (Accept("FORMAT"))
        {
            Expect("JSON");
        }

        var wrapper = "WITHOUT";
        if (AcceptAny("WITH", "WITHOUT") is { } with)
        {
            var condition = AcceptAny("CONDITIONAL", "UNCONDITIONAL");
            Accept("ARRAY");
            Expect("WRAPPER");
            wrapper = with == "WITHOUT" ? with : condition ?? "UNCONDITIONAL";
        }

        var omitsQuotes = false;
        if (AcceptAny("KEEP", "OMIT") is { } quotes)
        {
            if (wrapper != "WITHOUT")
            {
                throw SyntaxError.Invalid(sql, token.Offset, $"{quotes} QUOTES behavior specified with WITH {wrapper} ARRAY WRAPPER behavior");
            }

            Expect("QUOTES");
            omitsQuotes = quotes == "OMIT";
            if (Accept("ON", "SCALAR"))
            {
                Expect("TEXT_STRING");
            }
        }

        JsonBehavior? onEmpty = null, onError = null;
        while (!At(")"))
        {
            var behavior = ReadJsonBehavior();
            Expect("ON");
            if (Accept("EMPTY"))
            {
                onEmpty = behavior;
            }
            else
            {
                Expect("ERROR");
                onError = behavior;
            }
        }

        return new JsonPathCall(token.Offset, token.Upper, input, path, passing, returning, wrapper, omitsQuotes, onEmpty, onError);
    }

    /// <summary><c>value AS "name"</c>; a name without quotes is in capitals.</summary>
    private (Expression Value, bool IsJson, string Name) ReadJsonVariable()
    {
        var (value, isJson) = ReadJsonInput();
        Expect("AS");
        var isQuoted = Current.Kind == TokenKind.QuotedName;
        var name = ReadIdentifier().Text;
        return (value, isJson, isQuoted ? name : name.ToUpperInvariant());
    }

    private JsonBehavior ReadJsonBehavior()
    {
        if (Accept("DEFAULT"))
        {
            return new JsonBehavior("DEFAULT", ReadExpression());
        }

        if (Accept("EMPTY"))
        {
            return new JsonBehavior("EMPTY " + (AcceptAny("ARRAY", "OBJECT") ?? throw Unexpected("'ARRAY', 'OBJECT'")), null);
        }

        return new JsonBehavior(AcceptAny("NULL", "ERROR", "TRUE", "FALSE", "UNKNOWN") ?? throw Unexpected("'DEFAULT', 'EMPTY', 'ERROR', 'NULL'"), null);
    }

    private JsonObject ReadJsonObject(int start)
    {
        var members = new List<(Expression, Expression, bool)>();
        if (!At(")") && !At("NULL", "ON") && !At("ABSENT") && !At("RETURNING"))
        {
            do
            {
                var hasKey = At("KEY") && !Peek(1).Is(":") && !Peek(1).Is("VALUE") && Accept("KEY");
                var key = ReadExpression();
                if (hasKey || !Accept(":"))
                {
                    Expect("VALUE");
                }

                var (value, isJson) = ReadJsonInput();
                members.Add((key, value, isJson));
            }
            while (Accept(","));
        }

        var absent = ReadNullTreatment(false);
        if (AcceptAny("WITH", "WITHOUT") is not null)
        {
            Expect("UNIQUE");
            Accept("KEYS");
        }

        SkipReturning();
        return new JsonObject(start, members, absent);
    }

    private JsonArray ReadJsonArray(int start)
    {
        var items = At(")") || At("NULL", "ON") || At("ABSENT") || At("RETURNING") ? [] : ReadList(ReadJsonInput);
        var absent = ReadNullTreatment(true);
        SkipReturning();
        return new JsonArray(start, items, absent);
    }

    private (Expression Value, bool IsJson) ReadJsonInput()
    {
        var value = ReadExpression();
        if (!Accept("FORMAT"))
        {
            return (value, false);
        }

        Expect("JSON");
        return (value, true);
    }

    private bool ReadNullTreatment(bool absentByDefault)
    {
        if (AcceptAny("NULL", "ABSENT") is not { } treatment)
        {
            return absentByDefault;
        }

        Expect("ON");
        Expect("NULL");
        return treatment == "ABSENT";
    }

    private void SkipReturning()
    {
        if (!Accept("RETURNING"))
        {
            return;
        }

        var type = ReadType();
        if (type.Base != "varchar")
        {
            throw SyntaxError.NotSupported(sql, type.Offset, $"RETURNING {type.Base} is not available here; RETURNING varchar is.");
        }

        if (Accept("FORMAT"))
        {
            Expect("JSON");
        }
    }
}
