using System.Globalization;
using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>Parses DuckDB's type names, such as <c>STRUCT("a b" INTEGER, c DECIMAL(10,2)[])</c>, into Delta types.</summary>
internal sealed class DuckTypeParser(string text, string column)
{
    private int position;

    public DataType Parse()
    {
        var type = ReadType();
        return position == text.Length ? type : throw Unknown();
    }

    private DataType ReadType()
    {
        var type = ReadBase();
        while (Take("["))
        {
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++; // a fixed-size array becomes a list
            }

            Expect("]");
            type = new ArrayType(type, ContainsNull: true);
        }

        return type;
    }

    private DataType ReadBase()
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '_' or ' ') && !(text[position] == ' ' && !LongName(text[start..position])))
        {
            position++;
        }

        var name = text[start..position].TrimEnd();
        switch (name)
        {
            case "VARCHAR" or "UUID" or "JSON" or "TIME" or "INTERVAL": return PrimitiveType.String;
            case "BIGINT" or "UINTEGER": return PrimitiveType.Long;
            case "INTEGER" or "USMALLINT" or "\"NULL\"" or "NULL": return PrimitiveType.Integer;
            case "SMALLINT" or "UTINYINT": return PrimitiveType.Short;
            case "TINYINT": return PrimitiveType.Byte;
            case "UBIGINT": return new DecimalType(20, 0);
            case "HUGEINT": return new DecimalType(38, 0);
            case "FLOAT": return PrimitiveType.Float;
            case "DOUBLE": return PrimitiveType.Double;
            case "BOOLEAN": return PrimitiveType.Boolean;
            case "BLOB": return PrimitiveType.Binary;
            case "DATE": return PrimitiveType.Date;
            case "TIMESTAMP WITH TIME ZONE" or "TIMESTAMPTZ": return PrimitiveType.Timestamp;
            case "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS": return PrimitiveType.TimestampNtz;
            case "ENUM": SkipParentheses(); return PrimitiveType.String;
            case "DECIMAL": return ReadDecimal();
            case "STRUCT": return ReadStruct();
            case "MAP": return ReadMap();
            default: throw Unknown();
        }
    }

    /// <summary>Whether a blank inside a type name goes on with it: only <c>TIMESTAMP WITH TIME ZONE</c> has blanks.</summary>
    private static bool LongName(string soFar) => soFar is "TIMESTAMP" or "TIMESTAMP WITH" or "TIMESTAMP WITH TIME";

    private DecimalType ReadDecimal()
    {
        Expect("(");
        var end = text.IndexOf(')', position);
        var parts = text[position..end].Split(',');
        position = end + 1;
        return new DecimalType(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private StructType ReadStruct()
    {
        Expect("(");
        var fields = new List<StructField>();
        do
        {
            var name = ReadName();
            Expect(" ");
            fields.Add(new StructField(name, ReadType()));
        }
        while (Take(", "));
        Expect(")");
        return new StructType(fields);
    }

    private MapType ReadMap()
    {
        Expect("(");
        var key = ReadType();
        Expect(", ");
        var value = ReadType();
        Expect(")");
        return new MapType(key, value, ValueContainsNull: true);
    }

    private string ReadName()
    {
        if (!Take("\""))
        {
            var end = text.IndexOf(' ', position);
            var plain = text[position..(end < 0 ? text.Length : end)];
            position += plain.Length;
            return plain;
        }

        var name = new StringBuilder();
        while (position < text.Length)
        {
            if (text[position] == '"')
            {
                position++;
                if (!Take("\""))
                {
                    return name.ToString();
                }

                name.Append('"');
                continue;
            }

            name.Append(text[position++]);
        }

        throw Unknown();
    }

    private void SkipParentheses()
    {
        var quoted = false;
        while (position < text.Length)
        {
            var c = text[position++];
            quoted ^= c == '\'';
            if (c == ')' && !quoted)
            {
                return;
            }
        }
    }

    private bool Take(string token)
    {
        if (!text.AsSpan(position).StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }

        position += token.Length;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token))
        {
            throw Unknown();
        }
    }

    private SchemaMismatchException Unknown() =>
        new($"The column '{column}' has DuckDB's type {text}, which Delta does not have. Cast it to another type.", null);
}
