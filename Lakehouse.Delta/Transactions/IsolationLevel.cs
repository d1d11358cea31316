namespace Lakehouse.Delta;

/// <summary>What concurrent writers must not do to each other: the table property <c>delta.isolationLevel</c>.</summary>
public enum IsolationLevel
{
    /// <summary>
    /// The default. There is an order of the writes that gives the table's content. An append that read nothing may come before a write that
    /// would have read its rows, although it was committed after the write had started.
    /// </summary>
    WriteSerializable,

    /// <summary>The order of the commits is that order, so that a write has seen all rows that were there before it.</summary>
    Serializable,
}
