using System.Globalization;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>Cuts a text into tokens as the lexer rules of SqlBase.g4 do.</summary>
internal sealed class Tokenizer(string sql)
{
    private static readonly string[] Symbols =
        ["<>", "!=", "<=", ">=", "||", "->", "=>", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".", "?", ";", ":", "|", "{", "}", "^", "$"];

    private int position;

    /// <summary>All tokens; the last one is the end.</summary>
    /// <exception cref="Http.QueryException">A text, name or comment does not end, or a character has no meaning.</exception>
    public static List<Token> Tokenize(string sql)
    {
        var tokenizer = new Tokenizer(sql);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(tokenizer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        SkipBlank();
        var start = position;
        if (start == sql.Length)
        {
            return new(TokenKind.End, "", start, start);
        }

        var first = sql[start];
        return first switch
        {
            '\'' => ReadQuoted('\'', TokenKind.Text, "string literal"),
            '"' => ReadQuoted('"', TokenKind.QuotedName, "quoted identifier"),
            '`' => ReadQuoted('`', TokenKind.BackquotedName, "quoted identifier"),
            'x' or 'X' when Follows("'", 1) => ReadBinary(),
            'u' or 'U' when Follows("&'", 1) => ReadUnicode(),
            _ when char.IsAsciiDigit(first) || (first == '.' && start + 1 < sql.Length && char.IsAsciiDigit(sql[start + 1])) => ReadNumber(),
            _ when char.IsAsciiLetter(first) || first == '_' => ReadWord(),
            _ => ReadSymbol(),
        };
    }

    private void SkipBlank()
    {
        while (position < sql.Length)
        {
            if (sql[position] is ' ' or '\t' or '\r' or '\n')
            {
                position++;
            }
            else if (Follows("--", 0))
            {
                var end = sql.AsSpan(position).IndexOfAny('\r', '\n');
                position = end < 0 ? sql.Length : position + end + 1;
            }
            else if (Follows("/*", 0))
            {
                var end = sql.IndexOf("*/", position + 2, StringComparison.Ordinal);
                position = end < 0 ? throw SyntaxError.At(sql, position, "The comment does not end.") : end + 2;
            }
            else
            {
                break;
            }
        }
    }

    private Token ReadQuoted(char quote, TokenKind kind, string what)
    {
        var start = position;
        var text = new StringBuilder();
        for (var index = start + 1; index < sql.Length; index++)
        {
            if (sql[index] != quote)
            {
                text.Append(sql[index]);
            }
            else if (index + 1 < sql.Length && sql[index + 1] == quote)
            {
                text.Append(quote);
                index++;
            }
            else
            {
                position = index + 1;
                return text.Length == 0 && quote != '\''
                    ? throw SyntaxError.At(sql, start, "Zero-length delimited identifier not allowed")
                    : new(kind, text.ToString(), start, position);
            }
        }

        throw SyntaxError.At(sql, start, $"The {what} does not end.");
    }

    /// <summary><c>X'65683F'</c>, blanks allowed inside.</summary>
    private Token ReadBinary()
    {
        var start = position++;
        var text = ReadQuoted('\'', TokenKind.Text, "binary literal").Text.Replace(" ", "", StringComparison.Ordinal);
        return text.All(char.IsAsciiHexDigit) && text.Length % 2 == 0
            ? new(TokenKind.Binary, text, start, position)
            : throw SyntaxError.At(sql, start, text.Length % 2 == 0 ? "Binary literal can only contain hexadecimal digits" : "Binary literal must contain an even number of digits");
    }

    /// <summary><c>U&amp;'caf\00E9 \+01F600' UESCAPE '!'</c></summary>
    private Token ReadUnicode()
    {
        var start = position;
        position += 2;
        var text = ReadQuoted('\'', TokenKind.Text, "string literal").Text;
        var escape = '\\';
        var after = position;
        SkipBlank();
        if (string.Compare(sql, position, "UESCAPE", 0, 7, StringComparison.OrdinalIgnoreCase) == 0)
        {
            position += 7;
            SkipBlank();
            var given = position < sql.Length && sql[position] == '\'' ? ReadQuoted('\'', TokenKind.Text, "string literal").Text : "";
            escape = given.Length == 1 ? given[0] : throw SyntaxError.At(sql, start, "Invalid Unicode escape character");
        }
        else
        {
            position = after;
        }

        return new(TokenKind.Text, Decode(text, escape, start), start, position);
    }

    private string Decode(string text, char escape, int start)
    {
        var decoded = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != escape)
            {
                decoded.Append(text[index]);
                continue;
            }

            if (index + 1 < text.Length && text[index + 1] == escape)
            {
                decoded.Append(escape);
                index++;
                continue;
            }

            var isLong = index + 1 < text.Length && text[index + 1] == '+';
            var (from, length) = isLong ? (index + 2, 6) : (index + 1, 4);
            if (from + length > text.Length
                || !int.TryParse(text.AsSpan(from, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                || !Rune.IsValid(code))
            {
                throw SyntaxError.At(sql, start, "Incomplete or invalid escape sequence in the Unicode string literal");
            }

            decoded.Append(new Rune(code));
            index = from + length - 1;
        }

        return decoded.ToString();
    }

    /// <summary><c>1_000</c>, <c>0xFF</c>, <c>1.5</c>, <c>.5</c>, <c>1E-3</c></summary>
    private Token ReadNumber()
    {
        var start = position;
        if (sql[start] == '0' && start + 1 < sql.Length && sql[start + 1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            return ReadRadix(start);
        }

        SkipDigits();
        var kind = TokenKind.Integer;
        if (position < sql.Length && sql[position] == '.')
        {
            kind = TokenKind.Decimal;
            position++;
            SkipDigits();
        }

        if (position < sql.Length && sql[position] is 'e' or 'E')
        {
            var mark = position++;
            if (position < sql.Length && sql[position] is '+' or '-')
            {
                position++;
            }

            var digits = position;
            SkipDigits();
            if (position > digits)
            {
                kind = TokenKind.Double;
            }
            else
            {
                position = mark;
            }
        }

        return position < sql.Length && (char.IsAsciiLetter(sql[position]) || sql[position] == '_')
            ? throw SyntaxError.At(sql, start, "identifiers must not start with a digit; surround the identifier with double quotes")
            : new(kind, sql[start..position].Replace("_", "", StringComparison.Ordinal), start, position);
    }

    private Token ReadRadix(int start)
    {
        var radix = char.ToLowerInvariant(sql[start + 1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        position = start + 2;
        while (position < sql.Length && (char.IsAsciiLetterOrDigit(sql[position]) || sql[position] == '_'))
        {
            position++;
        }

        try
        {
            var value = Convert.ToInt64(sql[(start + 2)..position].Replace("_", "", StringComparison.Ordinal), radix);
            return new(TokenKind.Integer, value.ToString(CultureInfo.InvariantCulture), start, position);
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or ArgumentException)
        {
            throw SyntaxError.At(sql, start, $"Invalid numeric literal: {sql[start..position]}");
        }
    }

    private void SkipDigits()
    {
        while (position < sql.Length && (char.IsAsciiDigit(sql[position]) || (sql[position] == '_' && position + 1 < sql.Length && char.IsAsciiDigit(sql[position + 1]) && position > 0 && char.IsAsciiDigit(sql[position - 1]))))
        {
            position++;
        }
    }

    private Token ReadWord()
    {
        var start = position;
        while (position < sql.Length && (char.IsAsciiLetterOrDigit(sql[position]) || sql[position] == '_'))
        {
            position++;
        }

        return new(TokenKind.Word, sql[start..position], start, position);
    }

    private Token ReadSymbol()
    {
        foreach (var symbol in Symbols)
        {
            if (Follows(symbol, 0))
            {
                var start = position;
                position += symbol.Length;
                return new(TokenKind.Symbol, symbol == "!=" ? "<>" : symbol, start, position);
            }
        }

        var code = Rune.TryGetRuneAt(sql, position, out var rune) ? rune.Value : sql[position];
        throw SyntaxError.At(sql, position, $"The character U+{code:X4} has no meaning outside of quotes.");
    }

    private bool Follows(string text, int distance) => string.CompareOrdinal(sql, position + distance, text, 0, text.Length) == 0 && position + distance + text.Length <= sql.Length;
}
