using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>[relation … tableFunctionCall]</summary>
internal sealed partial class TrinoParser
{
    private Relation ReadRelation()
    {
        var left = ReadSampled();
        var levels = 0;
        while (true)
        {
            Grow(ref levels, MaxJoins);
            if (Accept("CROSS", "JOIN"))
            {
                left = new Join(left.Offset, "CROSS", false, left, ReadSampled(), null, []);
                continue;
            }

            var isNatural = Accept("NATURAL");
            var kind = ReadJoinKind();
            if (kind is null)
            {
                return isNatural ? throw Unexpected("'FULL', 'INNER', 'JOIN', 'LEFT', 'RIGHT'") : left;
            }

            left = isNatural
                ? new Join(left.Offset, kind, true, left, ReadSampled(), null, [])
                : ReadCriteria(left, kind, ReadSampled());
        }
    }

    private string? ReadJoinKind()
    {
        if (Accept("JOIN"))
        {
            return "INNER";
        }

        var kind = AcceptAny("INNER", "LEFT", "RIGHT", "FULL");
        if (kind is null)
        {
            return null;
        }

        if (kind != "INNER")
        {
            Accept("OUTER");
        }

        Expect("JOIN");
        return kind;
    }

    /// <summary><c>a JOIN b JOIN c ON … ON …</c>: conditions may stand behind several relations, as the grammar's recursion has it.</summary>
    private Join ReadCriteria(Relation left, string kind, Relation right)
    {
        while (!At("ON") && !At("USING"))
        {
            right = Nest<Relation>(() => ReadInner(right));
        }

        if (Accept("USING"))
        {
            return new Join(left.Offset, kind, false, left, right, null, ReadIdentifiers());
        }

        index++;
        return new Join(left.Offset, kind, false, left, right, ReadExpression(), []);
    }

    private Join ReadInner(Relation left)
    {
        if (Accept("CROSS", "JOIN"))
        {
            return new Join(left.Offset, "CROSS", false, left, ReadSampled(), null, []);
        }

        var kind = ReadJoinKind() ?? throw Unexpected("'ON', 'USING'");
        return ReadCriteria(left, kind, ReadSampled());
    }

    private Relation ReadSampled()
    {
        var relation = ReadAliased();
        if (At("MATCH_RECOGNIZE", "("))
        {
            throw SyntaxError.NotSupported(sql, Current.Offset, "MATCH_RECOGNIZE is not available here: row pattern recognition has no counterpart in the engine.");
        }

        if (!Accept("TABLESAMPLE"))
        {
            return relation;
        }

        var method = AcceptAny("BERNOULLI", "SYSTEM") ?? throw Unexpected("'BERNOULLI', 'SYSTEM'");
        Expect("(");
        var percentage = ReadExpression();
        Expect(")");
        return new SampledRelation(relation.Offset, relation, method, percentage);
    }

    private Relation ReadAliased()
    {
        var relation = ReadPrimaryRelation();
        // These words are names, too, but what follows tells that they are none here.
        if (At("MATCH_RECOGNIZE", "(") || (At("TABLESAMPLE") && (Peek(1).Is("BERNOULLI") || Peek(1).Is("SYSTEM"))) || AtQueryEnd())
        {
            return relation;
        }

        if (!Accept("AS") && !AtIdentifier())
        {
            return relation;
        }

        var alias = ReadIdentifier();
        return new AliasedRelation(relation.Offset, relation, alias, At("(") ? ReadIdentifiers() : []);
    }

    /// <summary>OFFSET 1, LIMIT 1, FETCH FIRST, WINDOW w AS: not aliases.</summary>
    private bool AtQueryEnd() =>
        ((At("OFFSET") || At("LIMIT")) && (Peek(1).Kind == TokenKind.Integer || Peek(1).Is("?") || Peek(1).Is("ALL")))
        || At("FETCH", "FIRST") || At("FETCH", "NEXT")
        || (At("WINDOW") && Peek(2).Is("AS"));

    private Relation ReadPrimaryRelation()
    {
        var start = Current.Offset;
        if (Accept("UNNEST"))
        {
            Expect("(");
            var values = ReadList(ReadExpression);
            Expect(")");
            return new Unnest(start, values, Accept("WITH", "ORDINALITY"));
        }

        if (At("LATERAL", "("))
        {
            index += 2;
            var query = ReadQuery();
            Expect(")");
            return new QueryRelation(start, query, true);
        }

        if (At("TABLE", "("))
        {
            index += 2;
            var call = ReadTableFunction(start);
            Expect(")");
            return call;
        }

        if (At("JSON_TABLE", "("))
        {
            throw SyntaxError.NotSupported(sql, start, "JSON_TABLE is not available here. Use json_extract and UNNEST(CAST(… AS ARRAY(JSON))).");
        }

        if (Accept("("))
        {
            return ReadParenthesized(start);
        }

        // Athena's documentation does not have it, this service does: table_changes('db.t', 3, 5) also without TABLE(…).
        if (At("TABLE_CHANGES", "("))
        {
            return ReadTableFunction(start);
        }

        var name = ReadQualifiedName();
        return Accept("FOR") ? ReadPeriod(start, name) : new TableRelation(start, name, null, null);
    }

    private TableRelation ReadPeriod(int start, QualifiedName name)
    {
        // Athena also takes SYSTEM_TIME and SYSTEM_VERSION, as Iceberg's Hive side names them.
        var kind = AcceptAny("TIMESTAMP", "VERSION", "SYSTEM_TIME", "SYSTEM_VERSION") ?? throw Unexpected("'TIMESTAMP', 'VERSION'");
        Expect("AS");
        Expect("OF");
        return new TableRelation(start, name, kind is "VERSION" or "SYSTEM_VERSION" ? "VERSION" : "TIMESTAMP", ReadValue());
    }

    /// <summary>A query, or a relation: <c>(a JOIN b ON …)</c>, <c>((SELECT 1) AS x CROSS JOIN y)</c>.</summary>
    private Relation ReadParenthesized(int start)
    {
        var mark = index;
        var ahead = 0;
        while (Peek(ahead).Is("("))
        {
            ahead++;
        }

        var isQuery = Peek(ahead) is var word && (word.Is("SELECT") || word.Is("WITH") || word.Is("VALUES") || (word.Is("TABLE") && !Peek(ahead + 1).Is("(")));
        if (isQuery && ahead == 0)
        {
            var query = ReadQuery();
            Expect(")");
            return new QueryRelation(start, query, false);
        }

        if (isQuery && ClosesAsQuery(mark))
        {
            var query = ReadQuery();
            Expect(")");
            return new QueryRelation(start, query, false);
        }

        var relation = Nest(ReadRelation);
        Expect(")");
        return new NestedRelation(start, relation);
    }

    /// <summary>After the first inner parenthesis closes, a query goes on with a set operation, an order, a limit or the end; a relation with an alias or a join.</summary>
    private bool ClosesAsQuery(int from)
    {
        var level = 0;
        for (var at = from; at < tokens.Count; at++)
        {
            if (tokens[at].Is("("))
            {
                level++;
            }
            else if (tokens[at].Is(")") && --level == 0)
            {
                var after = tokens[at + 1];
                return after.Is(")") || after.Is("UNION") || after.Is("EXCEPT") || after.Is("INTERSECT") || after.Is("ORDER") || after.Is("LIMIT") || after.Is("OFFSET") || after.Is("FETCH");
            }
        }

        return false;
    }

    private TableFunction ReadTableFunction(int start)
    {
        var name = ReadQualifiedName();
        Expect("(");
        var arguments = new List<(string?, Expression)>();
        if (!At(")"))
        {
            do
            {
                var isNamed = AtIdentifier() && Peek(1).Is("=>");
                var argument = isNamed ? ReadIdentifier().Text : null;
                if (isNamed)
                {
                    index++;
                }

                if (At("TABLE", "(") || At("DESCRIPTOR", "("))
                {
                    throw SyntaxError.NotSupported(sql, Current.Offset, $"Table functions with {Current.Upper} arguments are not available here.");
                }

                arguments.Add((argument, ReadExpression()));
            }
            while (Accept(","));
        }

        Expect(")");
        return new TableFunction(start, name.Parts[^1].Text.ToLowerInvariant(), arguments);
    }
}
