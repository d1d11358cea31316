using System.Buffers;

namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>
/// Reads JSON token by token, only as far as asked, as Jackson's parser does behind Trino's functions: what follows the value that was looked for
/// is not looked at. No comments, no trailing commas, no NaN, no single quotes.
/// </summary>
/// <remarks>Malformed text is a token and not an exception: a column may hold a million such values. See docs/decisions/0250-trinos-json-and-patterns-are-functions-of-ours.md.</remarks>
/// <param name="text">UTF-8.</param>
internal ref struct JsonScanner(ReadOnlySpan<byte> text)
{
    /// <summary>How deep arrays and objects may lie in each other.</summary>
    public const int MaxDepth = 1_000;

    private static readonly SearchValues<byte> EndsOfRun = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(each => (byte)each), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> text = text;
    private OpenContainers open;
    private Expected expected;
    private int position;

    /// <summary>What comes next by JSON's grammar.</summary>
    private enum Expected
    {
        Value,
        FirstElement,
        FirstName,
        NextName,
        Separator,
    }

    /// <summary>The token at hand.</summary>
    public JsonToken Token { get; private set; }

    /// <summary>A number as it is written; a name or text without its quotes, with its escapes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary><see cref="Value"/> has escapes.</summary>
    public bool IsEscaped { get; private set; }

    /// <summary>Arrays and objects that are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Bytes that were read: behind the token at hand, and behind the colon of a name.</summary>
    public readonly int Position => position;

    /// <summary>Goes to the next token.</summary>
    /// <exception cref="FunctionException">More than <see cref="MaxDepth"/> levels.</exception>
    public JsonToken Read() => Token = Token == JsonToken.Malformed ? JsonToken.Malformed : ReadToken();

    /// <summary>Goes to the last token of the value that begins at the one at hand.</summary>
    /// <returns>The text is JSON up to there.</returns>
    public bool Skip()
    {
        if (Token is not (JsonToken.StartObject or JsonToken.StartArray))
        {
            return Token is not (JsonToken.Malformed or JsonToken.End);
        }

        var outside = Depth - 1;
        while (Depth > outside)
        {
            if (Read() is JsonToken.Malformed or JsonToken.End)
            {
                return false;
            }
        }

        return true;
    }

    private JsonToken ReadToken()
    {
        SkipBlanks();
        if (expected == Expected.Separator && Depth > 0)
        {
            if (position >= text.Length)
            {
                return JsonToken.Malformed;
            }

            var isObject = open.IsObject(Depth);
            switch (text[position++])
            {
                case (byte)',':
                    expected = isObject ? Expected.NextName : Expected.Value;
                    SkipBlanks();
                    break;
                case (byte)'}' when isObject:
                    return Close(JsonToken.EndObject);
                case (byte)']' when !isObject:
                    return Close(JsonToken.EndArray);
                default:
                    return JsonToken.Malformed;
            }
        }

        if (position >= text.Length)
        {
            return Depth == 0 ? JsonToken.End : JsonToken.Malformed;
        }

        return expected is Expected.FirstName or Expected.NextName ? ReadName() : ReadValue();
    }

    private JsonToken ReadName()
    {
        switch (text[position++])
        {
            case (byte)'}' when expected == Expected.FirstName:
                return Close(JsonToken.EndObject);
            case (byte)'"' when ReadText():
                SkipBlanks();
                if (position < text.Length && text[position] == ':')
                {
                    position++;
                    expected = Expected.Value;
                    return JsonToken.Name;
                }

                return JsonToken.Malformed;
            default:
                return JsonToken.Malformed;
        }
    }

    private JsonToken ReadValue()
    {
        var first = text[position++];
        if (first == ']' && expected == Expected.FirstElement)
        {
            return Close(JsonToken.EndArray);
        }

        expected = Expected.Separator;
        switch (first)
        {
            case (byte)'{':
                return Open(JsonToken.StartObject, Expected.FirstName);
            case (byte)'[':
                return Open(JsonToken.StartArray, Expected.FirstElement);
            case (byte)'"':
                return ReadText() ? JsonToken.String : JsonToken.Malformed;
            case (byte)'t':
                return ReadWord("true"u8, JsonToken.True);
            case (byte)'f':
                return ReadWord("false"u8, JsonToken.False);
            case (byte)'n':
                return ReadWord("null"u8, JsonToken.Null);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ReadNumber(position - 1);
            default:
                return JsonToken.Malformed;
        }
    }

    private JsonToken Open(JsonToken token, Expected next)
    {
        if (++Depth > MaxDepth)
        {
            throw new FunctionException($"NOT_SUPPORTED: JSON with more than {MaxDepth:N0} levels is not read here");
        }

        open.Set(Depth, token == JsonToken.StartObject);
        expected = next;
        return token;
    }

    private JsonToken Close(JsonToken token)
    {
        Depth--;
        expected = Expected.Separator;
        return token;
    }

    private JsonToken ReadWord(ReadOnlySpan<byte> word, JsonToken token)
    {
        if (!text[(position - 1)..].StartsWith(word))
        {
            return JsonToken.Malformed;
        }

        position += word.Length - 1;
        Value = word;
        // truex is no true.
        return position < text.Length && (char.IsAsciiLetterOrDigit((char)text[position]) || text[position] is (byte)'_' or (byte)'$' or >= 0x80) ? JsonToken.Malformed : token;
    }

    /// <summary><c>-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?</c></summary>
    private JsonToken ReadNumber(int start)
    {
        position = text[start] == '-' ? start + 1 : start;
        var whole = ReadDigits();
        if (whole == 0 || (whole > 1 && text[position - whole] == '0'))
        {
            return JsonToken.Malformed;
        }

        var token = JsonToken.Integer;
        if (position < text.Length && text[position] == '.')
        {
            position++;
            token = JsonToken.Float;
            if (ReadDigits() == 0)
            {
                return JsonToken.Malformed;
            }
        }

        if (position < text.Length && text[position] is (byte)'e' or (byte)'E')
        {
            position++;
            token = JsonToken.Float;
            position += position < text.Length && text[position] is (byte)'+' or (byte)'-' ? 1 : 0;
            if (ReadDigits() == 0)
            {
                return JsonToken.Malformed;
            }
        }

        Value = text[start..position];
        // Between brackets what follows is looked at with the next token; alone a number ends with the text or a blank.
        return Depth == 0 && position < text.Length && !IsBlank(text[position]) ? JsonToken.Malformed : token;
    }

    private int ReadDigits()
    {
        var start = position;
        while (position < text.Length && text[position] is >= (byte)'0' and <= (byte)'9')
        {
            position++;
        }

        return position - start;
    }

    /// <summary>Behind the opening quote.</summary>
    private bool ReadText()
    {
        var start = position;
        IsEscaped = false;
        while (true)
        {
            var run = text[position..].IndexOfAny(EndsOfRun);
            if (run < 0)
            {
                return false;
            }

            position += run + 1;
            switch (text[position - 1])
            {
                case (byte)'"':
                    Value = text[start..(position - 1)];
                    return true;
                case (byte)'\\' when ReadEscape():
                    IsEscaped = true;
                    break;
                default:
                    return false;
            }
        }
    }

    private bool ReadEscape()
    {
        if (position >= text.Length)
        {
            return false;
        }

        switch (text[position++])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return true;
            case (byte)'u' when position + 4 <= text.Length && !text.Slice(position, 4).ContainsAnyExcept(HexDigits):
                position += 4;
                return true;
            default:
                return false;
        }
    }

    private void SkipBlanks()
    {
        while (position < text.Length && IsBlank(text[position]))
        {
            position++;
        }
    }

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private static bool IsBlank(byte each) => each is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
}
