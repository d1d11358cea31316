namespace Lakehouse.Delta;

/// <summary>How far a long operation has come. Totals are null where they are not known.</summary>
/// <param name="Step">What is being done, such as <c>writing files</c>; an operation may have several steps, one after the other.</param>
/// <param name="Unit">What <paramref name="Done"/> counts: <c>files</c>, <c>commits</c>, <c>rows</c>.</param>
/// <param name="Done">How many of them are done.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Bytes">Bytes of data done, also within the unit that is under way.</param>
/// <param name="TotalBytes">Bytes of data to do.</param>
public sealed record OperationProgress(string Step, string Unit, long Done, long? Total, long Bytes = 0, long? TotalBytes = null)
{
    /// <summary>The part of the step that is done, from 0 to 1; null where no total is known. Bytes count where they are known, for units differ in size.</summary>
    public double? Fraction => Part(Bytes, TotalBytes) ?? Part(Done, Total);

    private static double? Part(long done, long? total) => total is > 0 and var all ? Math.Clamp((double)done / all, 0, 1) : null;
}
