// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>A root file system, mounted read-only until disposed. Its tree is not trusted: walk it through <see cref="RootedDirectory"/>.</summary>
public sealed class MountedRoot : IDisposable
{
    private const string RecordName = "record.json", TreeName = "rootfs";

    private readonly string _folder;

    private MountedRoot(string folder) => _folder = folder;

    /// <summary>Where it is mounted.</summary>
    public string Path => System.IO.Path.Combine(_folder, TreeName);

    /// <summary>Unmounts it.</summary>
    public void Dispose() => MountedFolder.Delete(_folder, CancellationToken.None);

    internal static MountedRoot Create(SlipwayHome home, RootFileSystem root) => Create(home, mounted => root.MountReadOnly(mounted.Path, mounted._folder));

    /// <summary>One that can be written to, with its upper directory, and with places to mount more on.</summary>
    internal static MountedRoot CreateWritable(SlipwayHome home, RootFileSystem root, IReadOnlyList<MountPoint> points) =>
        Create(home, mounted => root.MountForContainer(new ContainerFolder(mounted._folder), points, RootWrites.Allowed));

    private static MountedRoot Create(SlipwayHome home, Action<MountedRoot> mount)
    {
        var mounted = new MountedRoot(System.IO.Path.Combine(Parent(home), $"{Environment.ProcessId}-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(mounted.Path);
        File.WriteAllBytes(
            System.IO.Path.Combine(mounted._folder, RecordName),
            JsonSerializer.SerializeToUtf8Bytes(new RootRecord(ProcessIdentity.Current), ContainersJson.Default.RootRecord));
        try
        {
            mount(mounted);
            return mounted;
        }
        catch
        {
            mounted.Dispose();
            throw;
        }
    }

    /// <summary>Takes away what dead processes left mounted.</summary>
    internal static int Sweep(SlipwayHome home, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Parent(home)))
            return 0;
        var swept = 0;
        foreach (var folder in Directory.GetDirectories(Parent(home)))
        {
            if (IsOwned(folder))
                continue;
            MountedFolder.Delete(folder, cancellationToken);
            swept++;
        }
        return swept;
    }

    // Before the record is written the folder's name tells the process.
    private static bool IsOwned(string folder)
    {
        try
        {
            var record = JsonSerializer.Deserialize(
                File.ReadAllBytes(System.IO.Path.Combine(folder, RecordName)), ContainersJson.Default.RootRecord);
            return record?.Owner.IsAlive ?? false;
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return int.TryParse(System.IO.Path.GetFileName(folder).Split('-')[0], out var pid) && ProcessIdentity.Find(pid) is not null;
        }
    }

    private static string Parent(SlipwayHome home) => System.IO.Path.Combine(home.Run, "roots");
}
