// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// The containers by hand that a home has, as they lie on disk, for their owner alone:
/// <code>
/// id/definition.json   what was asked for        id/fate.json    what became of it
/// id/log/              what it wrote             id/upper work   what it changed in its root
/// </code>
/// Anyone may read; the agent alone writes.
/// </summary>
public sealed class ContainerCatalog(SlipwayHome home)
{
    private const int MaxRecordBytes = 1024 * 1024;
    private const int IdLength = 64;
    private static readonly int OwnerOnly = Convert.ToInt32("700", 8);

    /// <summary>An id that no container has: 64 hexadecimal digits, all but a few of them random.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"); // no library of ciphers is loaded for it

    /// <summary>All containers, those made last first.</summary>
    /// <exception cref="InvalidDataException">A record can't be read; the message names it.</exception>
    public IReadOnlyList<ContainerDefinition> List() => !Directory.Exists(home.Containers) ? [] :
        [.. Directory.GetDirectories(home.Containers).Select(static path => Path.GetFileName(path)).Where(static id => !id.StartsWith('.')).Select(Read).OfType<ContainerDefinition>()
            .OrderByDescending(static definition => definition.CreatedAt).ThenBy(static definition => definition.Id, StringComparer.Ordinal)];

    /// <summary>The container of that id; null if there is none.</summary>
    /// <inheritdoc cref="List"/>
    public ContainerDefinition? Read(string id) => Read(Of(id).Definition, ContainersJson.Default.ContainerDefinition);

    /// <summary>What became of a container; as one that was just made where nothing is written down.</summary>
    /// <inheritdoc cref="List"/>
    public ContainerFate ReadFate(string id) => Read(Of(id).Fate, ContainersJson.Default.ContainerFate) ?? new();

    /// <summary>The container that a word names: its name, its id, or the beginning of an id that only one has. Null if there is none.</summary>
    /// <exception cref="ExecutionException">Several ids begin so.</exception>
    /// <inheritdoc cref="List"/>
    public ContainerDefinition? Find(string word)
    {
        if (word.Length == IdLength && word.All(char.IsAsciiHexDigitLower))
            return Read(word);
        var all = List();
        if (all.FirstOrDefault(definition => definition.Name == word) is { } named)
            return named;
        var begun = word.Length == 0 ? [] : all.Where(definition => definition.Id.StartsWith(word, StringComparison.Ordinal)).ToList();
        return begun.Count <= 1 ? begun.FirstOrDefault() : throw new ExecutionException(
            $"'{word}' begins the ids of {begun.Count} containers: {string.Join(", ", begun.Take(5).Select(static definition => $"{definition.Id[..12]} ({definition.Name})"))}. Give more of the id, or a name.")
        {
            Program = word,
        };
    }

    /// <summary>Where a container's log is.</summary>
    public string LogOf(string id) => Of(id).Log;

    /// <summary>Writes a new container down. It is there whole or not at all.</summary>
    internal void Add(ContainerDefinition definition)
    {
        Directory.CreateDirectory(home.Containers);
        var made = new CatalogFolder(Path.Combine(home.Containers, $".{Guid.NewGuid():N}"));
        LinuxFile.CreateDirectory(made.Path, OwnerOnly);
        try
        {
            foreach (var folder in (string[])[Path.GetDirectoryName(made.Log)!, made.Upper, made.Work])
                LinuxFile.CreateDirectory(folder, OwnerOnly);
            CrashPoint.Pass("the container's folders are made");
            Write(made.Definition, definition, ContainersJson.Default.ContainerDefinition);
            CrashPoint.Pass("the definition is written");
            Directory.Move(made.Path, Of(definition.Id).Path);
        }
        catch
        {
            LinuxFile.RemoveTree(made.Path, CancellationToken.None);
            throw;
        }
        LinuxFile.SyncDirectory(home.Containers);
        CrashPoint.Pass("the container is written down");
    }

    /// <summary>Writes a container down anew: its name or its restart policy changed.</summary>
    internal void Replace(ContainerDefinition definition)
    {
        CrashPoint.Pass("the definition comes next");
        Write(Of(definition.Id).Definition, definition, ContainersJson.Default.ContainerDefinition);
        CrashPoint.Pass("the definition is written anew");
    }

    internal void WriteFate(string id, ContainerFate fate)
    {
        CrashPoint.Pass("the fate comes next");
        Write(Of(id).Fate, fate, ContainersJson.Default.ContainerFate);
        CrashPoint.Pass("the fate is written");
    }

    /// <summary>Takes everything of a container away, its definition first: half of it is nothing, and is swept.</summary>
    internal void Delete(string id)
    {
        var folder = Of(id);
        if (!Directory.Exists(folder.Path))
            return;
        var leaving = Path.Combine(home.Containers, $".{id}");
        CrashPoint.Pass("the definition goes next");
        Directory.Move(folder.Path, leaving);
        LinuxFile.SyncDirectory(home.Containers);
        CrashPoint.Pass("the definition is gone");
        LinuxFile.RemoveTree(leaving, CancellationToken.None);
        CrashPoint.Pass("all that it kept is gone");
    }

    /// <summary>Takes away what a crash left of containers that were being made or removed. Only who alone writes may.</summary>
    internal void Sweep()
    {
        if (!Directory.Exists(home.Containers))
            return;
        foreach (var path in Directory.GetDirectories(home.Containers).Where(static path => Path.GetFileName(path).StartsWith('.')))
            LinuxFile.RemoveTree(path, CancellationToken.None);
    }

    internal CatalogFolder Of(string id) => new(Path.Combine(home.Containers, id));

    private static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(LinuxFile.ReadAll(path, MaxRecordBytes), type);
        }
        catch (NativeException e) when (e.Errno == Errno.NotFound)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' does not hold the record of a container: {e.Message} Put it right, or take its folder away.", e);
        }
    }

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type) => PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type));
}
