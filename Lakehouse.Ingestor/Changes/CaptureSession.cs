namespace Lakehouse.Ingestor.Changes;

/// <summary>What a run of <see cref="ChangeCapture"/> goes by.</summary>
/// <param name="Slot">Name of the slot.</param>
/// <param name="Settings">pgoutput's settings, the protocol first.</param>
/// <param name="Horizon">Told before anything is published or confirmed.</param>
/// <param name="MayConfirm">False while tables are loaded: what committed after their snapshots is read again once they are.</param>
/// <param name="ShouldPause">Asked between transactions.</param>
/// <param name="HasUnknownText">See <see cref="Source.ServerIdentity.HasUnknownText"/>.</param>
internal sealed record CaptureSession(string Slot, IReadOnlyList<KeyValuePair<string, string?>> Settings, CaptureHorizon Horizon, bool MayConfirm, Func<bool> ShouldPause, bool HasUnknownText);
