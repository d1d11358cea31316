namespace Lakehouse.QueryApi.Engine;

/// <summary>The right to use an engine for one statement.</summary>
internal sealed class EngineLease(EnginePool pool, QueryEngine engine) : IDisposable
{
    private bool broken;

    public QueryEngine Engine => engine;

    /// <summary>The engine is not to be used again.</summary>
    public void Discard() => broken = true;

    public void Dispose() => pool.Return(engine, usable: !broken);
}
