using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Where a project is; the build writes one such class for each project that the application host references.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }

    /// <summary>True where the project was built together with the application host.</summary>
    bool SuppressBuild => false;

    /// <summary>The program that the build made of it. Only the stand-in's own build part writes this member.</summary>
    string? AssemblyPath => null;
}
