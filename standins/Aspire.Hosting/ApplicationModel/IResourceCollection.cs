namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources of an application.</summary>
public interface IResourceCollection : IList<IResource>
{
    /// <summary>Looks a resource up.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <param name="resource">The resource.</param>
    /// <returns>False where there is none of that name.</returns>
    bool TryGetByName(string name, out IResource? resource);
}

/// <summary>The resources in the order in which they were added.</summary>
internal sealed class ResourceCollection : System.Collections.ObjectModel.Collection<IResource>, IResourceCollection
{
    public bool TryGetByName(string name, out IResource? resource) =>
        (resource = this.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))) is not null;

    protected override void InsertItem(int index, IResource item)
    {
        if (TryGetByName(item.Name, out var present) && !ReferenceEquals(present, item))
        {
            throw new DistributedApplicationException($"The model has two resources called '{item.Name}'. Rename one of them; case makes no difference.");
        }

        base.InsertItem(index, item);
    }
}
