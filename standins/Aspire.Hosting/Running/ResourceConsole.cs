using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Shows what the resources do: <c>queryapi   [Running] http://localhost:5080</c>, and their own lines.</summary>
internal sealed class ResourceConsole
{
    private static readonly string[] s_colors = ["36", "32", "33", "35", "34", "96", "92", "93", "95", "94"];

    private readonly IReadOnlyList<string> _names;
    private readonly int _width;

    public ResourceConsole(DistributedApplicationModel model, ResourceNotificationService notifications)
    {
        _names = [.. model.Resources.Select(resource => resource.Name)];
        _width = _names.Select(name => name.Length).DefaultIfEmpty().Max();
        notifications.Changed += Show;
    }

    /// <summary>True on a terminal, unless the person wants none (https://no-color.org).</summary>
    public static bool HasColor { get; } = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Shows a line of a resource's output.</summary>
    public void Write(string resource, string line)
    {
        try
        {
            Console.Out.WriteLine($"{Prefix(resource)}  {line}");
        }
        catch (IOException)
        {
            // The terminal was closed. SIGHUP has begun the stop, which must come to its end.
        }
    }

    private void Show(ResourceEvent change, CustomResourceSnapshot before)
    {
        var now = change.Snapshot;
        if (now.State is { } state && state != before.State && state.Text != KnownResourceStates.Starting && change.Resource is not ParameterResource)
        {
            Write(change.Resource.Name, $"[{state.Text}]{Details(now)}");
        }
        else if (now.IsReady && !before.IsReady && !now.HealthReports.IsEmpty)
        {
            Write(change.Resource.Name, "[Healthy]");
        }
    }

    private static string Details(CustomResourceSnapshot now)
    {
        var urls = string.Join(' ', now.Urls.Where(url => !url.IsInternal).Select(url => url.Name is null ? url.Url : $"{url.Url} ({url.Name})"));
        return now.State!.Text switch
        {
            _ when now.Reason is { } reason => $" {reason}",
            "Running" when urls.Length > 0 => $" {urls}",
            "Finished" or "Exited" when now.ExitCode is { } code => $" exit code {code}",
            _ => string.Empty,
        };
    }

    private string Prefix(string resource)
    {
        var padded = resource.PadRight(_width);
        var index = _names.Index().FirstOrDefault(entry => entry.Item == resource).Index;
        return HasColor ? $"\e[{s_colors[index % s_colors.Length]}m{padded}\e[0m" : padded;
    }
}
