namespace Lakehouse.Delta.Engine;

/// <summary>A condition on rows, asked of what is known about a whole file.</summary>
internal abstract record FileFilter
{
    /// <summary>What the condition may be for the rows of a file.</summary>
    /// <param name="columns">What is known about each column of the filter.</param>
    public abstract Truth Evaluate(ReadOnlySpan<ColumnDomain> columns);

    /// <summary>A condition that says nothing about files.</summary>
    internal sealed record Unknown : FileFilter
    {
        public static Unknown Instance { get; } = new();

        public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns) => Truth.Any;
    }

    internal sealed record Constant(Truth Value) : FileFilter
    {
        public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns) => Value;
    }

    internal sealed record Not(FileFilter Child) : FileFilter
    {
        public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns) => !Child.Evaluate(columns);
    }

    internal sealed record And(IReadOnlyList<FileFilter> Children) : FileFilter
    {
        public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns)
        {
            var all = Truth.Of(true);
            foreach (var child in Children)
            {
                all &= child.Evaluate(columns);
            }

            return all;
        }
    }

    internal sealed record Or(IReadOnlyList<FileFilter> Children) : FileFilter
    {
        public override Truth Evaluate(ReadOnlySpan<ColumnDomain> columns)
        {
            var any = Truth.Of(false);
            foreach (var child in Children)
            {
                any |= child.Evaluate(columns);
            }

            return any;
        }
    }
}
