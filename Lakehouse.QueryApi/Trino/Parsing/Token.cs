namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>An unquoted word: a keyword or a name.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>A name in backquotes, which only statements like SHOW and DESCRIBE take.</summary>
    BackquotedName,

    /// <summary>'…' or U&amp;'…', decoded.</summary>
    Text,

    /// <summary>X'…': hexadecimal digits.</summary>
    Binary,

    /// <summary>Digits.</summary>
    Integer,

    /// <summary>Digits with a point.</summary>
    Decimal,

    /// <summary>Digits with an exponent.</summary>
    Double,

    /// <summary>An operator or a mark.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A word of the text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text: decoded, words in upper case only in <see cref="Upper"/>.</param>
/// <param name="Offset">Where it begins, in characters.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Offset, int End)
{
    /// <summary>The word in upper case; empty for what is not a word.</summary>
    public string Upper { get; } = Kind == TokenKind.Word ? Text.ToUpperInvariant() : "";

    public bool Is(string wordOrSymbol) => Kind == TokenKind.Word ? Upper == wordOrSymbol : Kind == TokenKind.Symbol && Text == wordOrSymbol;
}
