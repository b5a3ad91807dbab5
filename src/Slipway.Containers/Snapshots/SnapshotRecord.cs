// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Containers;

/// <summary>What is written down of a snapshot when it is complete, in a file beside its tree.</summary>
/// <param name="CreatedAt">When that was.</param>
/// <param name="UnflushedBoot">The boot in which it was made, while its files may still be in memory alone; null once they are on the disk.</param>
internal sealed record SnapshotRecord(DateTimeOffset CreatedAt, string? UnflushedBoot)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "record.json";

    /// <summary>The device nodes of the layer that were not made; null where none was left out.</summary>
    public IReadOnlyList<string>? LeftOutDevices { get; init; }

    /// <summary>What is written down in a snapshot's folder; null where nothing whole is.</summary>
    public static SnapshotRecord? TryRead(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), ContainersJson.Default.SnapshotRecord);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null; // never complete, being deleted, or lost in a power cut: it is renamed over unflushed
        }
    }

    /// <summary>Writes it down in a snapshot's folder, unflushed.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        // A name of its own: two flushes may write the same record at once.
        var made = $"{path}.{Guid.NewGuid():N}.new";
        File.WriteAllBytes(made, JsonSerializer.SerializeToUtf8Bytes(this, ContainersJson.Default.SnapshotRecord));
        File.Move(made, path, overwrite: true);
    }
}
