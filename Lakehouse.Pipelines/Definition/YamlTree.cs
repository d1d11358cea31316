using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lakehouse.Pipelines.Definition;

/// <summary>Reads a YAML document into values that know their lines, from the parser's events.</summary>
internal static class YamlTree
{
    /// <returns>The document, or null for an empty file.</returns>
    /// <exception cref="YamlException">The text is not YAML, or uses anchors and aliases.</exception>
    public static YamlValue? Read(TextReader text)
    {
        var parser = new Parser(text);
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        var value = ReadValue(parser);
        parser.Consume<DocumentEnd>();
        if (parser.Current is DocumentStart second)
        {
            throw new YamlException(second.Start, second.End, "a second document starts here");
        }

        return value;
    }

    private static YamlValue ReadValue(Parser parser)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlScalar(scalar.Value, Line(scalar), scalar.Style == ScalarStyle.Plain);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<YamlValue>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadValue(parser));
            }

            return new YamlList(items, Line(sequence));
        }

        if (parser.TryConsume<MappingStart>(out var mapping))
        {
            var entries = new List<YamlEntry>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.Consume<Scalar>();
                entries.Add(new YamlEntry(key.Value, Line(key), ReadValue(parser)));
            }

            return new YamlMap(entries, Line(mapping));
        }

        var other = parser.Consume<ParsingEvent>();
        throw new YamlException(other.Start, other.End, "anchors and aliases are not supported");
    }

    private static int Line(ParsingEvent started) => (int)started.Start.Line;
}
