using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>A bound as statistics have it. Integers, of which there are most, need no text: a text for each of a hundred thousand files costs more than reading them.</summary>
internal readonly record struct StatisticsValue
{
    private readonly string? text;

    public StatisticsValue(string text) => this.text = text;

    public StatisticsValue(long integer) => Integer = integer;

    /// <summary>The number, where it was written as an integer.</summary>
    public long? Integer { get; }

    /// <summary>The text of the JSON value.</summary>
    public override string ToString() => text ?? Integer?.ToString(CultureInfo.InvariantCulture) ?? "";
}
