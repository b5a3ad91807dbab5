// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Oci;

namespace Slipway.Bench;

/// <summary>Manifests of one repository, each with a tag of its own, that share a config and a layer.</summary>
internal sealed class TaggedManifests
{
    private readonly byte[][] _manifests;

    /// <summary>Makes as many.</summary>
    public TaggedManifests(string repository, int count)
    {
        Repository = repository;
        _manifests = [.. Enumerable.Range(0, count).Select(number => SampleManifest.Make(number.ToString(CultureInfo.InvariantCulture), Config, Layer))];
    }

    public string Repository { get; }

    public int Count => _manifests.Length;

    /// <summary>The config that all have.</summary>
    public byte[] Config { get; } = Encoding.UTF8.GetBytes("""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}""");

    /// <summary>The layer that all have.</summary>
    public byte[] Layer { get; } = SampleManifest.MakeLayer(14 * 1024, 1);

    public static string TagOf(int manifest) => string.Create(CultureInfo.InvariantCulture, $"v{manifest}");

    public byte[] BytesOf(int manifest) => _manifests[manifest];

    public Digest DigestOf(int manifest) => Digest.Sha256(_manifests[manifest]);
}
