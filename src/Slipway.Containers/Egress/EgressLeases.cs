// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>The leases of a home as they lie on disk, a file each: <c>run/egress/container.json</c>. The agent alone writes.</summary>
internal sealed class EgressLeases(SlipwayHome home)
{
    private readonly string _folder = Path.Combine(home.Run, "egress");

    internal IReadOnlyList<EgressLease> List() => !Directory.Exists(_folder) ? [] : [.. Directory.GetFiles(_folder, "*.json").Select(Read).OfType<EgressLease>()];

    internal EgressLease? Find(string container) => Read(PathOf(container));

    internal void Add(EgressLease lease)
    {
        Directory.CreateDirectory(_folder);
        var temporary = $"{PathOf(lease.Container)}.new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(lease, ContainersJson.Default.EgressLease));
        File.Move(temporary, PathOf(lease.Container), overwrite: true);
    }

    internal void Remove(EgressLease lease) => File.Delete(PathOf(lease.Container));

    private string PathOf(string container) => Path.Combine(_folder, $"{container}.json");

    private static EgressLease? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ContainersJson.Default.EgressLease);
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return null;
        }
    }
}
