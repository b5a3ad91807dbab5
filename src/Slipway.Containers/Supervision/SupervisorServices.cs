// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>What supervised containers work with.</summary>
internal sealed class SupervisorServices : IAsyncDisposable
{
    private OciLayout? _store;

    internal SupervisorServices(SupervisorOptions options, ContainerRunner runner)
    {
        (Options, Runner) = (options, runner);
        Catalog = new(options.Home);
        Volumes = new(options.Home, options.Time);
        Snapshots = new(options.Home, options.Time);
        Egress = new(options.Home, options.Egress, options.Warn, options.Time);
        RemovedLogs = new(options.Home, options.Time);
    }

    internal SupervisorOptions Options { get; }

    internal ContainerRunner Runner { get; }

    internal ContainerCatalog Catalog { get; }

    internal VolumeStore Volumes { get; }

    internal SnapshotStore Snapshots { get; }

    internal EgressNetworks Egress { get; }

    internal RemovedLogs RemovedLogs { get; }

    internal OciLayout Store => _store ??= OciLayout.Open(Options.Home.Store);

    internal TimeProvider Time => Options.Time;

    public ValueTask DisposeAsync() => Egress.DisposeAsync();

    /// <summary>Keeps the log of a container that goes for as long as is wanted, and lets those go that were kept so long. A disk without room for that is no reason to keep the container.</summary>
    internal void KeepLog(ContainerDefinition definition)
    {
        try
        {
            if (Options.KeepLogs > TimeSpan.Zero)
                RemovedLogs.Keep(definition, Catalog.Of(definition.Id));
            RemovedLogs.Sweep(Options.KeepLogs);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Options.Report(new("warning", definition, $"Its log could not be kept: {problem.Message}"));
        }
    }

    /// <summary>A container's image, its layers unpacked and held.</summary>
    /// <exception cref="ContainerException">It isn't there any more.</exception>
    internal Task<ImageRoot> OpenImageAsync(ContainerDefinition definition, CancellationToken cancellationToken) =>
        ContainerImage.OpenAsync(Store, Snapshots, definition, cancellationToken);

    /// <summary>Refuses root in a container of the strict profile.</summary>
    /// <exception cref="ContainerException">Its user is root.</exception>
    internal void RequireUser(ContainerDefinition definition, ImageRoot root)
    {
        if (definition.Profile == ContainerProfile.Strict && StrictProfile.IsRoot(Options.Home, definition.User, root.FileSystem))
            throw new ContainerException(
                ContainerRefusal.Invalid, $"The container '{definition.Name}' would run as root, which the profile 'strict' refuses. Give it a user (--user 1000, or USER in the image), or leave --profile out.");
    }

    /// <summary>Makes the volumes of a container that are not there yet, and gives empty ones what the image has; its layers are unpacked by then.</summary>
    internal async Task EnsureVolumesAsync(ContainerDefinition definition, CancellationToken cancellationToken)
    {
        using var root = await OpenImageAsync(definition, cancellationToken).ConfigureAwait(false);
        var volumes = definition.Mounts.OfType<DefinedMount.VolumeMount>().ToList();
        if (volumes.Count == 0)
            return;
        using var mounted = root.FileSystem.Mount(Options.Home);
        using var folder = RootedDirectory.Open(mounted.Path);
        foreach (var mount in volumes)
        {
            Volumes.EnsureFor(mount);
            if (mount.Filling == VolumeFilling.FromImage)
                Volumes.Fill(mount.Volume, folder, mount.Target, cancellationToken);
        }
    }
}
