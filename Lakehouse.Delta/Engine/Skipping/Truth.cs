namespace Lakehouse.Delta.Engine;

/// <summary>Which of SQL's three truth values a condition may have for some row of a file. More than are possible is allowed, fewer never.</summary>
internal readonly record struct Truth(bool CanBeTrue, bool CanBeFalse, bool CanBeNull)
{
    /// <summary>Nothing is known.</summary>
    public static Truth Any => new(true, true, true);

    public static Truth Null => new(false, false, true);

    public static Truth Of(bool value) => new(value, !value, false);

    public static Truth operator !(Truth truth) => new(truth.CanBeFalse, truth.CanBeTrue, truth.CanBeNull);

    public static Truth operator &(Truth left, Truth right) =>
        new(left.CanBeTrue && right.CanBeTrue, left.CanBeFalse || right.CanBeFalse, left.CanBeNull || right.CanBeNull);

    public static Truth operator |(Truth left, Truth right) => !(!left & !right);
}
