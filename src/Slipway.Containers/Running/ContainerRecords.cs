// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Reads and writes what is written down of containers. A file appears whole or not at all.</summary>
internal static class ContainerRecords
{
    internal static ContainerRecord? Read(ContainerFolder folder) => Read(folder.Record, ContainersJson.Default.ContainerRecord);

    internal static ContainerExit? ReadExit(ContainerFolder folder) => Read(folder.Exit, ContainersJson.Default.ContainerExit);

    /// <summary>Whether a container that lives, or is being made, stands on something in a folder.</summary>
    internal static bool StandOn(SlipwayHome home, string folder) => Directory.Exists(ContainerFolder.Parent(home))
        && Directory.GetDirectories(ContainerFolder.Parent(home)).Select(static path => Read(new ContainerFolder(path))).OfType<ContainerRecord>()
            .Any(record => (record.Owner ?? record.Process) is { IsAlive: true } && record.Lowers.Any(lower => ContainerPath.IsBelow(lower, folder)));

    internal static ContainerVitals? ReadVitals(ContainerFolder folder) => Read(folder.Vitals, ContainersJson.Default.ContainerVitals);

    internal static void WriteVitals(ContainerFolder folder, ContainerVitals vitals) => Write(folder.Vitals, vitals, ContainersJson.Default.ContainerVitals);

    internal static void Write(ContainerFolder folder, ContainerRecord record) => Write(folder.Record, record, ContainersJson.Default.ContainerRecord);

    internal static void WriteExit(ContainerFolder folder, ContainerExit exit) => Write(folder.Exit, exit, ContainersJson.Default.ContainerExit);

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return null;
        }
    }

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(value, type));
        File.Move(temporary, path, overwrite: true);
    }
}
