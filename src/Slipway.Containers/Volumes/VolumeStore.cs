// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// The volumes of a home, below its volumes/: <c>name/volume.json</c> and <c>name/data/</c>. A volume appears whole and goes whole; several processes may work on them at once.
/// </summary>
public sealed class VolumeStore(SlipwayHome home, TimeProvider time)
{
    private const int IdLength = 64, NotEmpty = 39;
    private const int MaxRecordBytes = 1024 * 1024;
    private static readonly int OwnerOnly = Convert.ToInt32("700", 8), Everybody = Convert.ToInt32("755", 8);

    private readonly ContainerCatalog _containers = new(home);

    /// <summary>All volumes, by name.</summary>
    /// <exception cref="InvalidDataException">A record can't be read; the message names it.</exception>
    public IReadOnlyList<Volume> List() => !Directory.Exists(home.Volumes) ? [] :
        [.. Directory.GetDirectories(home.Volumes).Select(static path => Path.GetFileName(path)).Where(VolumeName.IsName).Select(Find).OfType<Volume>()
            .OrderBy(static volume => volume.Name, StringComparer.Ordinal)];

    /// <summary>The volume of that name; null if there is none.</summary>
    /// <inheritdoc cref="List"/>
    public Volume? Find(string name)
    {
        var path = RecordOf(VolumeName.Require(name));
        try
        {
            return JsonSerializer.Deserialize(LinuxFile.ReadAll(path, MaxRecordBytes), ContainersJson.Default.Volume);
        }
        catch (NativeException e) when (e.Errno == Errno.NotFound)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' does not hold the record of a volume: {e.Message} Put it right, or take its folder away.", e);
        }
    }

    /// <summary>Where a volume's files are.</summary>
    public string DataOf(string name) => Path.Combine(FolderOf(VolumeName.Require(name)), "data");

    /// <summary>The volume of that name: the one there is, or a new one. Labels are the new one's.</summary>
    public Volume Ensure(string name, IReadOnlyDictionary<string, string> labels) => Ensure(new() { Name = VolumeName.Require(name), CreatedAt = time.GetUtcNow(), Labels = labels, IsNameless = IsNameless(name) });

    /// <summary>The containers that a volume is a mount of, running or not, by name.</summary>
    public IReadOnlyList<string> UsersOf(string name) =>
        UsersOf(name, null);

    private IReadOnlyList<string> UsersOf(string name, string? leaver) =>
        [.. _containers.List().Where(container => container.Id != leaver && container.Mounts.OfType<DefinedMount.VolumeMount>().Any(mount => mount.Volume == name)).Select(static container => container.Name)];

    /// <summary>Takes a volume away with what it holds.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="ExecutionException">A container uses it.</exception>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) => RemoveAsync(name, null, cancellationToken);

    private async Task<bool> RemoveAsync(string name, string? leaver, CancellationToken cancellationToken)
    {
        if (Find(name) is null)
            return false;
        string leaving;
        using (await HoldAsync(FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false))
        {
            if (UsersOf(name, leaver) is [var user, ..] users)
                throw new ExecutionException($"The volume '{name}' is used by {(users.Count == 1 ? $"the container '{user}'" : $"{users.Count} containers, '{user}' among them")}. Remove that first.") { Program = name };
            leaving = Path.Combine(home.Volumes, LeftoverSweep.NewName());
            if (!Directory.Exists(FolderOf(name)))
                return false;
            Directory.Move(FolderOf(name), leaving);
            LinuxFile.SyncDirectory(home.Volumes);
            CrashPoint.Pass("the volume has no name");
        }
        LinuxFile.RemoveTree(leaving, cancellationToken);
        return true;
    }

    /// <summary>Takes away those volumes of a container that have no name and that no other container has. It goes away after them, so that whoever finds it half gone finds them too.</summary>
    internal async Task RemoveNamelessAsync(ContainerDefinition leaver, CancellationToken cancellationToken)
    {
        foreach (var mount in leaver.Mounts.OfType<DefinedMount.VolumeMount>().DistinctBy(static mount => mount.Volume))
        {
            if (Find(mount.Volume) is { IsNameless: true } && UsersOf(mount.Volume, leaver.Id).Count == 0)
                await RemoveAsync(mount.Volume, leaver.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes away what dead processes left of volumes that they made, filled or took away.</summary>
    internal void Sweep()
    {
        if (!Directory.Exists(home.Volumes))
            return;
        foreach (var folder in Directory.GetDirectories(home.Volumes))
        {
            var left = Path.GetFileName(folder).StartsWith('.') ? [folder] : Directory.GetDirectories(folder).Where(static path => Path.GetFileName(path).StartsWith('.'));
            foreach (var path in left.Where(static path => !LeftoverSweep.IsAliveByName(Path.GetFileName(path))))
                LinuxFile.RemoveTree(path, CancellationToken.None);
        }
    }

    /// <summary>While this is held shared, no volume goes away: from before a container's volumes are made until the container is written down.</summary>
    internal Task<FileLock> HoldAsync(FileLockMode mode, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(home.Volumes);
        return FileLock.AcquireAsync(Path.Combine(home.Volumes, ".lock"), mode, cancellationToken);
    }

    /// <summary>Gives an empty volume what an image has at a place: its content, owner and mode. One that holds something stays as it is.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="root">The image's root.</param>
    /// <param name="target">The place in it.</param>
    /// <param name="cancellationToken">Stops it; the volume is empty then.</param>
    internal void Fill(string name, RootedDirectory root, string target, CancellationToken cancellationToken)
    {
        var data = DataOf(name);
        if (Directory.EnumerateFileSystemEntries(data).Any() || root.TryGetStatus(target, FinalLink.Follow) is not { Type: FileType.Directory })
            return;
        var filling = Path.Combine(FolderOf(name), LeftoverSweep.NewName());
        try
        {
            using (var source = root.OpenRoot(target))
                TreeCopy.Copy(source, filling, cancellationToken);
            CrashPoint.Pass("the volume's content is there");
            // Over the empty one, so that there is always one.
            LinuxFile.Rename(filling, data);
            CrashPoint.Pass("the volume is filled");
        }
        catch (NativeException e) when (e.Errno == NotEmpty)
        {
            // Another container filled it meanwhile.
            LinuxFile.RemoveTree(filling, CancellationToken.None);
        }
        catch
        {
            LinuxFile.RemoveTree(filling, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The volume of a mount. A new one whose name is an id has been given none.</summary>
    internal Volume EnsureFor(DefinedMount.VolumeMount mount) => Ensure(new Volume()
    {
        Name = VolumeName.Require(mount.Volume),
        CreatedAt = time.GetUtcNow(),
        IsNameless = IsNameless(mount.Volume),
    });

    // Nobody names one so; it was made of a digest or at random.
    private static bool IsNameless(string name) => name.Length == IdLength && name.All(char.IsAsciiHexDigitLower);

    private Volume Ensure(Volume volume)
    {
        if (Find(volume.Name) is { } there)
            return there;
        Directory.CreateDirectory(home.Volumes);
        var made = Path.Combine(home.Volumes, LeftoverSweep.NewName());
        LinuxFile.CreateDirectory(made, OwnerOnly);
        try
        {
            LinuxFile.CreateDirectory(Path.Combine(made, "data"), Everybody);
            PrivateFile.Write(Path.Combine(made, "volume.json"), JsonSerializer.SerializeToUtf8Bytes(volume, ContainersJson.Default.Volume));
            CrashPoint.Pass("the volume has no name yet");
            Directory.Move(made, FolderOf(volume.Name));
        }
        catch (IOException) when (Find(volume.Name) is not null)
        {
            // Somebody else made it meanwhile.
            LinuxFile.RemoveTree(made, CancellationToken.None);
            return Find(volume.Name)!;
        }
        LinuxFile.SyncDirectory(home.Volumes);
        CrashPoint.Pass("the volume is there");
        return volume;
    }

    private string FolderOf(string name) => Path.Combine(home.Volumes, name);

    private string RecordOf(string name) => Path.Combine(FolderOf(name), "volume.json");
}
