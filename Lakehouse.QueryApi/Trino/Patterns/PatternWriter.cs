using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Patterns;

/// <summary>Writes a pattern of Joni as one of .NET. Options, classes and anchors become plain: what is written does not hang on .NET's options but <c>i</c>.</summary>
internal sealed partial class PatternWriter
{
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    /// <summary>Letters, marks, digits, numbers that are letters, connectors: what is a word for \b.</summary>
    private const string Word = @"[\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\u24B6-\u24E9]";

    private static readonly SearchValues<char> IntervalCharacters = SearchValues.Create("0123456789,");

    private readonly string pattern;
    private readonly TextRange range;
    private readonly StringBuilder output = new();
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private readonly Stack<OpenGroup> groups = new();
    private Options options;
    private int position;

    /// <summary>Where the last atom begins in the output; -1 where a quantifier has nothing to repeat.</summary>
    private int atom = -1;
    private bool isRepeated;

    /// <exception cref="FunctionException">The pattern is wrong, or has what is not available here.</exception>
    public PatternWriter(string pattern, TextRange range)
    {
        this.pattern = pattern;
        this.range = range;
        while (position < pattern.Length)
        {
            WriteNext();
        }

        while (groups.Count > 0)
        {
            CloseGroup(isEnd: true);
        }

        Text = output.ToString();
    }

    [Flags]
    private enum Options
    {
        None = 0,
        IgnoreCase = 1,
        Multiline = 2,
        DotAll = 4,
        Extended = 8,
    }

    /// <summary>The pattern for .NET.</summary>
    public string Text { get; }

    public int Groups { get; private set; }

    public IReadOnlyDictionary<string, int> Names => names;

    /// <summary>Look-around, back-references, atomic groups: .NET's automata have none.</summary>
    public bool NeedsBacktracking { get; private set; }

    /// <summary>It has classes whose members beyond ASCII are not known here.</summary>
    public bool IsAsciiOnly { get; private set; }

    public bool HasWordBounds { get; private set; }

    /// <summary>Case does not matter in some of it.</summary>
    public bool IgnoresCase { get; private set; }

    private ReadOnlySpan<char> Rest => pattern.AsSpan(position);

    private void WriteNext()
    {
        var character = pattern[position++];
        switch (character)
        {
            case '\\':
                WriteEscape();
                break;
            case '[':
                WriteAtom(ReadClass().ToString(range));
                break;
            case '(':
                OpenNextGroup();
                break;
            case ')':
                CloseGroup(isEnd: false);
                break;
            case '|':
                output.Append('|');
                atom = -1;
                break;
            case '.':
                WriteAtom(AllBut(options.HasFlag(Options.DotAll) ? "" : @"\n"));
                break;
            case '^':
                // Behind a line feed at the end no line begins.
                NeedsBacktracking |= options.HasFlag(Options.Multiline);
                WriteAtom(options.HasFlag(Options.Multiline) ? @"(?:\A|(?<=\n)(?!\z))" : @"\A");
                break;
            case '$':
                WriteAtom(options.HasFlag(Options.Multiline) ? "(?m:$)" : @"\Z");
                break;
            case '*' or '+' or '?':
                WriteQuantifier(character.ToString());
                break;
            case '{' when ReadInterval() is { } interval:
                WriteQuantifier(interval);
                break;
            case ' ' or '\t' or '\n' or '\r' or '\f' when options.HasFlag(Options.Extended):
                break;
            case '#' when options.HasFlag(Options.Extended):
                position = Rest.IndexOf('\n') is >= 0 and var end ? position + end + 1 : pattern.Length;
                break;
            default:
                position--;
                WriteCharacter(ReadRune());
                break;
        }
    }

    private int ReadRune()
    {
        Rune.DecodeFromUtf16(Rest, out var rune, out var length);
        position += length;
        return rune.Value;
    }

    private void WriteCharacter(int code) => WriteAtom(code > char.MaxValue ? $"(?:{char.ConvertFromUtf32(code)})" : PatternClass.Escape((char)code));

    private void WriteAtom(string text)
    {
        atom = output.Length;
        isRepeated = false;
        output.Append(text);
    }

    /// <summary>Any character but some.</summary>
    private string AllBut(string set) => range == TextRange.All ? $@"(?:{Pair}|[^{set}\uD800-\uDFFF])" : set.Length == 0 ? @"[\s\S]" : $"[^{set}]";

    /// <summary><c>{2}</c>, <c>{2,}</c>, <c>{2,3}</c>; anything else behind a brace is text.</summary>
    private string? ReadInterval()
    {
        var end = Rest.IndexOf('}');
        if (end <= 0 || !char.IsAsciiDigit(Rest[0]) || Rest[..end].ContainsAnyExcept(IntervalCharacters) || Rest[..end].Count(',') > 1)
        {
            return null;
        }

        var interval = $"{{{Rest[..end]}}}";
        position += end + 1;
        return interval;
    }

    private void WriteQuantifier(string quantifier)
    {
        if (atom < 0)
        {
            throw Wrong("target of repeat operator is not specified");
        }

        if (isRepeated)
        {
            output.Insert(atom, "(?:").Append(')');
        }

        output.Append(quantifier);
        isRepeated = true;
        if (Rest.StartsWith("?"))
        {
            position++;
            output.Append('?');
        }
        else if (Rest.StartsWith("+"))
        {
            position++;
            output.Insert(atom, "(?>").Append(')');
            NeedsBacktracking = true;
            isRepeated = false;
        }
    }

    private FunctionException Wrong(string reason) => new($"INVALID_FUNCTION_ARGUMENT: '{pattern}' is no regular expression: {reason}");

    private FunctionException Missing(string what) => new(string.Create(CultureInfo.InvariantCulture, $"NOT_SUPPORTED: {what} in a regular expression is not available here: '{pattern}'"));

    /// <param name="Start">Where it begins in the output.</param>
    /// <param name="Outer">The options around it.</param>
    /// <param name="IsImplicit">It is not written: <c>(?i)</c> holds to the end of the group around it.</param>
    private sealed record OpenGroup(int Start, Options Outer, bool IsImplicit);
}
