using System.Globalization;
using System.Runtime.CompilerServices;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>
/// A recursive-descent parser of the statements that Athena's engine (Trino) takes and that read. Its methods follow the rules of
/// Trino's SqlBase.g4; chains of operators are loops, so that long statements do not nest.
/// </summary>
internal sealed partial class TrinoParser
{
    /// <summary>Levels of nesting; each is some ten calls of this parser and of the writer behind it.</summary>
    private const int MaxDepth = 200;

    /// <summary>Parts behind one another that nest to the left: fields, subscripts, predicates.</summary>
    private const int MaxPostfixes = 60;

    /// <summary>Relations joined in one FROM.</summary>
    private const int MaxJoins = 500;

    /// <summary>Operators of one chain: DuckDB takes 1,000 levels of an expression.</summary>
    private const int MaxOperators = 900;

    private readonly string sql;
    private readonly List<Token> tokens;
    private int index;
    private int depth;
    private int parameters;

    private TrinoParser(string sql)
    {
        this.sql = sql;
        tokens = Tokenizer.Tokenize(sql);
    }

    private Token Current => tokens[index];

    /// <summary>Parses a whole text; a semicolon may end it.</summary>
    /// <exception cref="QueryException">It is not one such statement; the message says where and why.</exception>
    public static SqlStatement ParseStatement(string sql)
    {
        var parser = new TrinoParser(sql);
        if (parser.Current.Kind == TokenKind.End)
        {
            throw SyntaxError.At(sql, 0, "The text holds no statement.");
        }

        var statement = parser.ReadStatement();
        parser.Accept(";");
        return parser.Current.Kind == TokenKind.End ? statement
            : parser.Previous.Is(";") ? throw SyntaxError.At(sql, parser.Current.Offset, "Only one sql statement is allowed.")
            : throw parser.Unexpected("<EOF>");
    }

    /// <summary>Parses a value on its own: an execution parameter.</summary>
    /// <exception cref="QueryException">It is not one.</exception>
    public static Expression ParseExpression(string text)
    {
        var parser = new TrinoParser(text);
        var value = parser.ReadExpression();
        return parser.Current.Kind == TokenKind.End ? value : throw parser.Unexpected("<EOF>");
    }

    private Token Previous => tokens[index - 1];

    private Token Peek(int distance) => tokens[Math.Min(index + distance, tokens.Count - 1)];

    private bool At(string wordOrSymbol) => Current.Is(wordOrSymbol);

    private bool At(string first, string second) => Current.Is(first) && Peek(1).Is(second);

    private bool Accept(string wordOrSymbol)
    {
        if (!At(wordOrSymbol))
        {
            return false;
        }

        index++;
        return true;
    }

    private bool Accept(string first, string second)
    {
        if (!At(first, second))
        {
            return false;
        }

        index += 2;
        return true;
    }

    /// <summary>Takes one of several words, or gives null.</summary>
    private string? AcceptAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Accept(word))
            {
                return word;
            }
        }

        return null;
    }

    private void Expect(string wordOrSymbol)
    {
        if (!Accept(wordOrSymbol))
        {
            throw Unexpected($"'{wordOrSymbol}'");
        }
    }

    private QueryException Unexpected(string expected)
    {
        var found = Current.Kind == TokenKind.End ? "<EOF>" : sql[Current.Offset..Math.Min(Current.End, Current.Offset + 60)];
        return SyntaxError.At(sql, Current.Offset, $"mismatched input '{found}'. Expecting: {expected}");
    }

    private string ReadText()
    {
        if (Current.Kind != TokenKind.Text)
        {
            throw Unexpected("<string>");
        }

        return tokens[index++].Text;
    }

    private int ReadInteger()
    {
        if (Current.Kind != TokenKind.Integer || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            throw Unexpected("<integer>");
        }

        index++;
        return value;
    }

    private bool AtIdentifier() => Current.Kind == TokenKind.QuotedName || (Current.Kind == TokenKind.Word && !Reserved.Words.Contains(Current.Upper));

    private Identifier ReadIdentifier()
    {
        if (Current.Kind == TokenKind.BackquotedName)
        {
            throw SyntaxError.At(sql, Current.Offset, "backquoted identifiers are not supported; use double quotes to quote identifiers");
        }

        if (!AtIdentifier())
        {
            throw Unexpected("<identifier>");
        }

        var token = tokens[index++];
        return new(token.Offset, token.Text, token.Kind == TokenKind.QuotedName);
    }

    private List<Identifier> ReadIdentifiers()
    {
        Expect("(");
        var names = ReadList(ReadIdentifier);
        Expect(")");
        return names;
    }

    private QualifiedName ReadQualifiedName()
    {
        var parts = new List<Identifier> { ReadIdentifier() };
        while (Accept("."))
        {
            parts.Add(ReadIdentifier());
        }

        return new(parts);
    }

    private List<T> ReadList<T>(Func<T> read)
    {
        var items = new List<T> { read() };
        while (Accept(","))
        {
            items.Add(read());
        }

        return items;
    }

    private static QueryException TooDeep() => new(Problem.NotAllowed, "The statement nests too deeply. Break it up with WITH, or write long chains as lists (x IN (…)).");

    /// <summary>Counts what nests to the left, like <c>a.b.c</c> and <c>a JOIN b JOIN c</c>: loops here, but levels of the tree.</summary>
    private static void Grow(ref int levels, int most)
    {
        if (++levels > most)
        {
            throw TooDeep();
        }
    }

    /// <summary>Goes one level down; the levels are bounded because each takes stack.</summary>
    private T Nest<T>(Func<T> read)
    {
        if (++depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw TooDeep();
        }

        var value = read();
        depth--;
        return value;
    }
}
