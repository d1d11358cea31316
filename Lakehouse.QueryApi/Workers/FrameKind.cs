namespace Lakehouse.QueryApi.Workers;

/// <summary>What a frame between the service and a worker holds.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the worker: the engine's settings. Comes first.</summary>
    Settings = (byte)'S',

    /// <summary>To the worker: check this text. From it: the statement.</summary>
    Parse = (byte)'P',

    /// <summary>To the worker: run a statement.</summary>
    Run = (byte)'R',

    /// <summary>To the worker: stop what runs. No content.</summary>
    Cancel = (byte)'C',

    /// <summary>From the worker: ready for the next command. No content.</summary>
    Ready = (byte)'O',

    /// <summary>From the worker: a block of the answer.</summary>
    Data = (byte)'D',

    /// <summary>From the worker: the answer is complete.</summary>
    End = (byte)'E',

    /// <summary>From the worker: an error ends the command.</summary>
    Error = (byte)'X',

    /// <summary>The other side is gone.</summary>
    Closed = 0,
}
