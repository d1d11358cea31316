namespace Lakehouse.Delta;

/// <summary>A Delta data type, as the protocol's schema serialization format defines them.</summary>
public abstract record DataType
{
    private protected DataType()
    {
    }
}
