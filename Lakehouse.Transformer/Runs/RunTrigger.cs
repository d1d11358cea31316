namespace Lakehouse.Transformer.Runs;

/// <summary>Why a run was asked for.</summary>
internal enum RunTrigger
{
    /// <summary>The service started.</summary>
    Start,

    /// <summary>There are new raw files.</summary>
    NewFiles,

    /// <summary>Somebody asked: <c>POST /runs</c>.</summary>
    Request,

    /// <summary>A schedule's time has come.</summary>
    Schedule,

    /// <summary>The run before failed.</summary>
    Retry,
}
