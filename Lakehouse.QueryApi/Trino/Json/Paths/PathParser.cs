using System.Globalization;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>Reads paths by the grammar of Trino's JSON path language. Keywords are no reserved words: <c>$.size</c> is a member, <c>$.size()</c> a method.</summary>
internal sealed partial class PathParser(string path)
{
    private const int MaxDepth = 200;

    private static readonly string[] Methods = ["abs", "ceiling", "double", "floor", "keyvalue", "size", "type"];

    private readonly IReadOnlyList<PathToken> tokens = PathTokenizer.Read(path);
    private readonly HashSet<string> variables = new(StringComparer.Ordinal);
    private int index;
    private int depth;

    private PathToken Current => tokens[index];

    /// <summary>[path]</summary>
    public SqlJsonPath ReadPath()
    {
        if (Current is not { Kind: PathTokenKind.Word, Text: "lax" or "strict" })
        {
            throw new FunctionException($"SYNTAX_ERROR: The JSON path '{path}' does not begin with its mode: write 'lax {path}' or 'strict {path}'");
        }

        var isLax = tokens[index++].Text == "lax";
        var root = ReadSum();
        return Current.Kind == PathTokenKind.End ? new SqlJsonPath(isLax, root, variables) : throw Unexpected();
    }

    private PathNode ReadSum()
    {
        if (++depth > MaxDepth)
        {
            throw new FunctionException($"NOT_SUPPORTED: The JSON path is nested more than {MaxDepth} levels deep");
        }

        var left = ReadProduct();
        while (Accept("+", "-") is { } sign)
        {
            left = new ArithmeticNode(sign[0], left, ReadProduct());
        }

        depth--;
        return left;
    }

    private PathNode ReadProduct()
    {
        var left = ReadSigned();
        while (Accept("*", "/", "%") is { } sign)
        {
            left = new ArithmeticNode(sign[0], left, ReadSigned());
        }

        return left;
    }

    private PathNode ReadSigned()
    {
        var signs = 0;
        var isNegative = false;
        for (; Accept("+", "-") is { } sign; signs++)
        {
            isNegative ^= sign == "-";
        }

        var path = ReadAccessors();
        return signs == 0 ? path : path is LiteralNode { Value.IsNumber: true } number && isNegative ? new LiteralNode(PathNumber.Negate(number.Value)) : new SignNode(isNegative, path);
    }

    private PathNode ReadAccessors()
    {
        var node = ReadPrimary();
        while (true)
        {
            if (Accept(".") is not null)
            {
                node = ReadMember(node);
            }
            else if (Accept("..") is not null)
            {
                node = new DescendantsNode(node, Encoding.UTF8.GetBytes(ReadName()));
            }
            else if (Accept("[") is not null)
            {
                node = new ElementsNode(node, ReadSubscripts());
            }
            else if (Accept("?") is not null)
            {
                Expect("(");
                node = new FilterNode(node, ReadPredicate());
                Expect(")");
            }
            else
            {
                return node;
            }
        }
    }

    private PathNode ReadMember(PathNode node)
    {
        if (Accept("*") is not null)
        {
            return new MemberNode(node, null);
        }

        var isWord = Current.Kind == PathTokenKind.Word;
        var name = ReadName();
        if (!isWord || Accept("(") is null)
        {
            return new MemberNode(node, Encoding.UTF8.GetBytes(name));
        }

        if (!Methods.Contains(name, StringComparer.Ordinal))
        {
            throw new FunctionException($"NOT_SUPPORTED: The method {name}() of the JSON path '{path}' is not available here; {string.Join("(), ", Methods)}() are");
        }

        Expect(")");
        return new MethodNode(node, name);
    }

    private string ReadName() => Current.Kind is PathTokenKind.Word or PathTokenKind.Text ? tokens[index++].Text : throw Unexpected();

    private List<(PathNode From, PathNode? To)> ReadSubscripts()
    {
        var subscripts = new List<(PathNode From, PathNode? To)>();
        if (Accept("*") is null)
        {
            do
            {
                var from = ReadSum();
                subscripts.Add((from, AcceptWord("to") ? ReadSum() : null));
            }
            while (Accept(",") is not null);
        }

        Expect("]");
        return subscripts;
    }

    private PathNode ReadPrimary()
    {
        var token = tokens[index++];
        switch (token.Kind)
        {
            case PathTokenKind.Text:
                return new LiteralNode(JsonItem.Of(token.Text));
            case PathTokenKind.Number:
                return new LiteralNode(ReadNumber(token.Text));
            case PathTokenKind.Variable:
                variables.Add(token.Text);
                return new VariableNode(token.Text);
            case PathTokenKind.Word when token.Text is "true" or "false" or "null":
                return new LiteralNode(new JsonItem(Encoding.UTF8.GetBytes(token.Text)));
            case PathTokenKind.Word when token.Text == "last":
                return new LastNode();
            case PathTokenKind.Sign when token.Text == "$":
                return new ContextNode();
            case PathTokenKind.Sign when token.Text == "@":
                return new CurrentNode();
            case PathTokenKind.Sign when token.Text == "(":
                var inner = ReadSum();
                Expect(")");
                return inner;
            default:
                index--;
                throw Unexpected();
        }
    }

    /// <summary>With an exponent it is a double, with a point a decimal.</summary>
    private JsonItem ReadNumber(string text)
    {
        if (text.AsSpan().ContainsAny('e', 'E'))
        {
            return PathNumber.Write(double.Parse(text, CultureInfo.InvariantCulture));
        }

        if (text.Contains('.', StringComparison.Ordinal))
        {
            return text.Length <= 28 ? PathNumber.Write(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)) : throw new FunctionException($"NOT_SUPPORTED: The JSON path '{path}' has a number with more than 28 digits");
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonItem.Of(number) : throw new FunctionException($"SYNTAX_ERROR: Invalid numeric literal: {text}");
    }

    private string? Accept(params ReadOnlySpan<string> signs)
    {
        foreach (var sign in signs)
        {
            if (Current.Kind == PathTokenKind.Sign && Current.Text == sign)
            {
                index++;
                return sign;
            }
        }

        return null;
    }

    private bool AcceptWord(string word)
    {
        var isThere = Current.Kind == PathTokenKind.Word && Current.Text == word;
        index += isThere ? 1 : 0;
        return isThere;
    }

    private void Expect(string sign)
    {
        if (Accept(sign) is null)
        {
            throw Unexpected();
        }
    }

    private FunctionException Unexpected() => new(Current.Kind == PathTokenKind.End
        ? $"SYNTAX_ERROR: The JSON path '{path}' ends too early"
        : $"SYNTAX_ERROR: The JSON path '{path}' is not one from '{path[Current.Offset..]}' at character {Current.Offset + 1} on");
}
