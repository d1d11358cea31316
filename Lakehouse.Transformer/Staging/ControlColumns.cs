using Lakehouse.Transformer.Engines;

namespace Lakehouse.Transformer.Staging;

/// <summary>The columns of raw files that are not the source's (docs/raw.md).</summary>
/// <param name="Op">What happened: <c>I</c>, <c>U</c>, <c>D</c>, <c>T</c>; null when no file has it (full loads of DMS may lack it).</param>
/// <param name="ChangeSeq">Sorts in commit order; null when no file has it.</param>
/// <param name="CommitTime">The source's commit time; null when no file has it.</param>
/// <param name="Unchanged">Names of columns whose value was not sent; null when no file has it.</param>
internal sealed record ControlColumns(string? Op, string? ChangeSeq, string? CommitTime, string? Unchanged)
{
    private const string OpName = "Op";
    private const string ChangeSeqName = "change_seq";
    private const string CommitTimeName = "dms_timestamp_col";
    private const string UnchangedName = "_unchanged";

    public static ControlColumns Of(IReadOnlyList<EngineColumn> columns)
    {
        return new ControlColumns(Find(OpName), Find(ChangeSeqName), Find(CommitTimeName), Find(UnchangedName));

        string? Find(string name) => columns.FirstOrDefault(column => column.Name == name)?.Name;
    }

    public static bool IsControl(string column) => column is OpName or ChangeSeqName or CommitTimeName or UnchangedName;
}
