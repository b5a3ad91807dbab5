// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Oci;

namespace Slipway.Bench;

/// <summary>Pushes images the way <c>docker push</c> does, blob after blob: HEAD, POST, PATCH, PUT, HEAD of each, then the manifest under its tag.</summary>
/// <param name="connection">The client's connection.</param>
/// <param name="repository">Where to.</param>
/// <param name="layers">How many layers each image has.</param>
/// <param name="layerSize">The bytes of each; no two are equal.</param>
internal sealed class SmallPush(RawConnection connection, string repository, int layers, int layerSize)
{
    private static int s_number;
    private readonly byte[][] _layers = [.. Enumerable.Range(0, layers).Select(number => SampleManifest.MakeLayer(layerSize, number))];

    /// <summary>Pushes one that nobody has pushed before.</summary>
    /// <exception cref="InvalidOperationException">The registry gave another answer than a push gets.</exception>
    public void Run()
    {
        // All of one length: what is written over a layer must not go on in what was there.
        var mark = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref s_number):00000000}");
        var config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","config":{"Labels":{"mark":"{{{mark}}}"}},"rootfs":{"type":"layers","diff_ids":[]}}""");
        foreach (var layer in _layers)
            Encoding.UTF8.GetBytes(mark, layer);
        foreach (var blob in _layers.Append(config))
            PushBlob(connection, repository, blob, Digest.Sha256(blob));
        connection.Send("PUT", $"/v2/{repository}/manifests/{mark}", SampleManifest.Make(mark, config, _layers), 201, $"Content-Type: {MediaTypes.Manifest}\r\n");
    }

    /// <summary>Pushes a blob that isn't there yet.</summary>
    /// <exception cref="InvalidOperationException">The registry gave another answer than a push gets.</exception>
    public static void PushBlob(RawConnection connection, string repository, ReadOnlyMemory<byte> blob, Digest digest)
    {
        connection.Send("HEAD", $"/v2/{repository}/blobs/{digest}", default, 404);
        connection.Send("POST", $"/v2/{repository}/blobs/uploads/", default, 202);
        connection.Send("PATCH", connection.Location, blob, 202, "Content-Type: application/octet-stream\r\n");
        var location = connection.Location;
        connection.Send("PUT", $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Uri.EscapeDataString(digest.ToString())}", default, 201);
        connection.Send("HEAD", $"/v2/{repository}/blobs/{digest}", default, 200);
    }
}
