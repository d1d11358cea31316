namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>Conditions of filters.</summary>
internal sealed partial class PathParser
{
    private PathPredicate ReadPredicate()
    {
        var left = ReadConjunction();
        while (Accept("||") is not null)
        {
            left = new LogicalPredicate(IsAnd: false, left, ReadConjunction());
        }

        return left;
    }

    private PathPredicate ReadConjunction()
    {
        var left = ReadNegation();
        while (Accept("&&") is not null)
        {
            left = new LogicalPredicate(IsAnd: true, left, ReadNegation());
        }

        return left;
    }

    private PathPredicate ReadNegation()
    {
        if (Accept("!") is null)
        {
            return ReadPredicatePrimary();
        }

        // ! stands before exists( and parentheses only.
        return ReadDelimited() is { } delimited ? new NotPredicate(delimited) : throw Unexpected();
    }

    private PathPredicate ReadPredicatePrimary()
    {
        // (a) may be a condition in parentheses or a path in parentheses that is compared: (@.a + 1) > 2
        var start = index;
        if (Current is { Kind: PathTokenKind.Sign, Text: "(" } && !IsComparedPath(start))
        {
            var inner = ReadDelimited()!;
            return inner is not ExistsPredicate && AcceptWord("is") ? AcceptWord("unknown") ? new UnknownPredicate(inner) : throw Unexpected() : inner;
        }

        return ReadDelimited() ?? ReadComparison();
    }

    /// <summary>What stands behind the parenthesis that closes here goes on with a path.</summary>
    private bool IsComparedPath(int start)
    {
        var open = 0;
        for (var at = start; tokens[at].Kind != PathTokenKind.End; at++)
        {
            open += tokens[at] is { Kind: PathTokenKind.Sign } sign ? sign.Text == "(" ? 1 : sign.Text == ")" ? -1 : 0 : 0;
            if (open == 0)
            {
                var next = tokens[at + 1];
                return next is { Kind: PathTokenKind.Sign, Text: not (")" or "&&" or "||") } or { Kind: PathTokenKind.Word, Text: "starts" or "like_regex" };
            }
        }

        return false;
    }

    private PathPredicate? ReadDelimited()
    {
        if (Current is { Kind: PathTokenKind.Word, Text: "exists" } && tokens[index + 1].Text == "(")
        {
            index += 2;
            var path = ReadSum();
            Expect(")");
            return new ExistsPredicate(path);
        }

        if (Current is not { Kind: PathTokenKind.Sign, Text: "(" } || IsComparedPath(index))
        {
            return null;
        }

        if (++depth > MaxDepth)
        {
            throw new FunctionException($"NOT_SUPPORTED: The JSON path is nested more than {MaxDepth} levels deep");
        }

        Expect("(");
        var predicate = ReadPredicate();
        Expect(")");
        depth--;
        return predicate;
    }

    private PathPredicate ReadComparison()
    {
        var left = ReadSum();
        if (AcceptWord("like_regex"))
        {
            throw new FunctionException($"NOT_SUPPORTED: like_regex in the JSON path '{path}' is not available here; starts with is, and regexp_like(json_value(…), …)");
        }

        if (AcceptWord("starts"))
        {
            return AcceptWord("with") && Current.Kind is PathTokenKind.Text or PathTokenKind.Variable ? new StartsWithPredicate(left, ReadPrimary()) : throw Unexpected();
        }

        var sign = Accept("==", "<>", "!=", "<", ">", "<=", ">=") ?? throw Unexpected();
        return new ComparisonPredicate(sign == "<>" ? "!=" : sign, left, ReadSum());
    }
}
