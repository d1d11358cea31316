namespace Lakehouse.Delta;

/// <summary>One line of a commit: a change to one aspect of the table's state.</summary>
public abstract record LogAction
{
    private protected LogAction()
    {
    }
}
