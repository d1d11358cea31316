using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>[type]</summary>
internal sealed partial class TrinoParser
{
    private DataTypeName ReadType() => Nest(() =>
    {
        var type = ReadBaseType();
        var levels = 0;
        while (Accept("ARRAY"))
        {
            Grow(ref levels, MaxPostfixes);
            if (Accept("["))
            {
                _ = ReadInteger();
                Expect("]");
            }

            type = new DataTypeName(type.Offset, "array", [], [type], []);
        }

        return type;
    });

    private DataTypeName ReadBaseType()
    {
        var start = Current;
        switch (start.Upper)
        {
            case "ROW" when Peek(1).Is("("):
                return ReadRowType();
            case "ARRAY" or "MAP" when Peek(1).Is("<") || Peek(1).Is("("):
                index++;
                var close = tokens[index++].Text == "<" ? ">" : ")";
                var types = ReadList(ReadType);
                Expect(close);
                return types.Count == (start.Upper == "MAP" ? 2 : 1)
                    ? new DataTypeName(start.Offset, start.Upper.ToLowerInvariant(), [], types, [])
                    : throw SyntaxError.Invalid(sql, start.Offset, $"Unknown type: {sql[start.Offset..Previous.End]}");
            case "INTERVAL":
                index++;
                var from = ReadIntervalField();
                var to = Accept("TO") ? ReadIntervalField() : from;
                return new DataTypeName(start.Offset, from is "YEAR" or "MONTH" && to is "YEAR" or "MONTH" ? "interval year to month" : "interval day to second", [], [], []);
            case "TIMESTAMP" or "TIME":
                return ReadTimeType();
            case "DOUBLE":
                index++;
                Accept("PRECISION");
                return new DataTypeName(start.Offset, "double", [], [], []);
        }

        var name = ReadIdentifier().Text.ToLowerInvariant();
        if (!Accept("("))
        {
            return new DataTypeName(start.Offset, name, [], [], []);
        }

        var numbers = ReadList(ReadInteger);
        Expect(")");
        return new DataTypeName(start.Offset, name, numbers, [], []);
    }

    private DataTypeName ReadTimeType()
    {
        var start = Current;
        index++;
        IReadOnlyList<int> precision = [];
        if (Accept("("))
        {
            precision = [ReadInteger()];
            Expect(")");
        }

        var name = start.Upper.ToLowerInvariant();
        if (At("WITH", "TIME") || At("WITHOUT", "TIME"))
        {
            name += At("WITH") ? " with time zone" : "";
            index += 2;
            Expect("ZONE");
        }

        return new DataTypeName(start.Offset, name, precision, [], []);
    }

    /// <summary><c>ROW(a bigint, varchar)</c>: a field is a name and a type, or a type.</summary>
    private DataTypeName ReadRowType()
    {
        var start = Current.Offset;
        index += 2;
        var names = new List<Identifier?>();
        var types = ReadList(() =>
        {
            var isNamed = AtIdentifier() && !Peek(1).Is(",") && !Peek(1).Is(")") && !Peek(1).Is("(") && !Peek(1).Is("<")
                && !(At("DOUBLE") && Peek(1).Is("PRECISION")) && !((At("TIMESTAMP") || At("TIME")) && (Peek(1).Is("WITH") || Peek(1).Is("WITHOUT"))) && !(At("INTERVAL") && !Peek(1).Is("INTERVAL") && Peek(1).Upper is "YEAR" or "MONTH" or "DAY" or "HOUR" or "MINUTE" or "SECOND");
            names.Add(isNamed ? ReadIdentifier() : null);
            return ReadType();
        });
        Expect(")");
        return new DataTypeName(start, "row", [], types, names);
    }
}
