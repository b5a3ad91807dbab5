// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// The logs of containers by hand that were taken away, kept for a while below the home's removed/: <c>id/removed.json</c> and <c>id/container.log</c>. What they take together is bounded: the
/// oldest go first.
/// </summary>
public sealed class RemovedLogs(SlipwayHome home, TimeProvider time)
{
    private const int MaxRecordBytes = 1024 * 1024;
    private const long MaxBytes = 256 * 1024 * 1024;
    private const string RecordName = "removed.json", LogName = "container.log";
    private static readonly int OwnerOnly = Convert.ToInt32("700", 8);

    /// <summary>How long they are kept unless somebody says otherwise: a day.</summary>
    public static TimeSpan DefaultTime { get; } = TimeSpan.FromDays(1);

    /// <summary>All of them, those taken away last first.</summary>
    public IReadOnlyList<RemovedLog> List() => !Directory.Exists(home.RemovedContainers) ? [] :
        [.. Directory.GetDirectories(home.RemovedContainers).Select(static path => Path.GetFileName(path)).Where(static id => !id.StartsWith('.')).Select(Read).OfType<RemovedLog>()
            .OrderByDescending(static log => log.RemovedAt)];

    /// <summary>That of the container that had a name or an id, or one that begins so; of several the one taken away last. Null if there is none.</summary>
    public RemovedLog? Find(string word) => List() is var all && all.FirstOrDefault(log => log.Definition.Name == word) is { } named ? named
        : word.Length == 0 ? null : all.FirstOrDefault(log => log.Definition.Id.StartsWith(word, StringComparison.Ordinal));

    /// <summary>Where one is.</summary>
    public string PathOf(RemovedLog log) => Path.Combine(FolderOf(log.Definition.Id), LogName);

    /// <summary>Takes away those that have been kept long enough, and the oldest while all together are too large.</summary>
    /// <param name="kept">How long they are kept.</param>
    /// <returns>How many went, and their bytes.</returns>
    public (int Count, long Bytes) Sweep(TimeSpan kept)
    {
        var (count, freed, all) = (0, 0L, 0L);
        foreach (var log in List())
        {
            var bytes = Measure(FolderOf(log.Definition.Id));
            if (log.RemovedAt + kept > time.GetUtcNow() && (all += bytes) <= MaxBytes)
                continue;
            Delete(log.Definition.Id);
            (count, freed) = (count + 1, freed + bytes);
        }
        return (count, freed);
    }

    /// <summary>Puts a container's log aside, if it wrote anything, before the rest of it goes.</summary>
    internal void Keep(ContainerDefinition definition, CatalogFolder folder)
    {
        var log = Path.GetDirectoryName(folder.Log)!;
        if (!Directory.Exists(log) || Measure(log) == 0)
            return;
        PrivateFile.Write(Path.Combine(log, RecordName), JsonSerializer.SerializeToUtf8Bytes(new RemovedLog(definition, time.GetUtcNow()), ContainersJson.Default.RemovedLog));
        if (!Directory.Exists(home.RemovedContainers))
            LinuxFile.CreateDirectory(home.RemovedContainers, OwnerOnly);
        Directory.Move(log, FolderOf(definition.Id));
    }

    private RemovedLog? Read(string id)
    {
        try
        {
            return JsonSerializer.Deserialize(LinuxFile.ReadAll(Path.Combine(FolderOf(id), RecordName), MaxRecordBytes), ContainersJson.Default.RemovedLog);
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            // It is being swept.
            return null;
        }
    }

    private void Delete(string id)
    {
        try
        {
            var leaving = Path.Combine(home.RemovedContainers, $".{id}-{Guid.NewGuid():N}");
            Directory.Move(FolderOf(id), leaving);
            LinuxFile.RemoveTree(leaving, CancellationToken.None);
        }
        catch (IOException)
        {
            // Another sweeps it.
        }
    }

    private static long Measure(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles($"{LogName}*").Sum(static file => file.Length);
        }
        catch (IOException)
        {
            // It is being swept.
            return 0;
        }
    }

    private string FolderOf(string id) => Path.Combine(home.RemovedContainers, id);
}
