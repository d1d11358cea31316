namespace Aspire.Hosting.ApplicationModel;

/// <summary>One part of the application: a process, a database, a value.</summary>
public interface IResource
{
    /// <summary>Unique in the model, without regard to case.</summary>
    string Name { get; }

    /// <summary>Everything that was said about the resource, in the order in which it was said.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
